using System.Text.Json;

namespace ServerlessRegistry.Tests.Infrastructure;

internal static class JsonPath
{
    /// <summary>The property at the end of a path of names.</summary>
    public static JsonElement At(this JsonElement element, params ReadOnlySpan<string> path)
    {
        foreach (var name in path)
        {
            element = element.GetProperty(name);
        }

        return element;
    }
}
