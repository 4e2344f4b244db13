namespace ServerlessRegistry.Demo;

/// <summary>Whether the rest of the registry logs warnings and errors only, because made-up owners register.</summary>
internal sealed class DemoSilence
{
    private volatile bool _isKept = true;

    /// <summary>Whether it does.</summary>
    public bool IsKept => _isKept;

    /// <summary>Lets the registry log as usual again.</summary>
    public void End() => _isKept = false;
}
