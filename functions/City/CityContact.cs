namespace ServerlessRegistry.City;

/// <summary>How residents reach the program: at least one of the three is set.</summary>
public sealed class CityContact
{
    /// <summary>An e-mail address that a person reads.</summary>
    public string? Email { get; init; }

    /// <summary>A telephone number, written the way residents dial it.</summary>
    public string? Phone { get; init; }

    /// <summary>A page with more ways to reach the program: absolute, http or https.</summary>
    public string? Url { get; init; }
}
