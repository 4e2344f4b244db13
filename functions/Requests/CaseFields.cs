namespace ServerlessRegistry.Requests;

/// <summary>What every look at the registry must come with, so that it can be accounted for.</summary>
internal static class CaseFields
{
    /// <summary>The case.</summary>
    public static string CaseNumber(JsonFields body) => body.Text("caseNumber", 60);

    /// <summary>What it is needed for.</summary>
    public static string Purpose(JsonFields body) => body.Text("purpose", 500);
}
