namespace ServerlessRegistry.Access;

/// <summary>What a member of the agency may do, as the <c>roles</c> claim of an access token says.</summary>
internal static class Roles
{
    /// <summary>Searches for cameras and asks for contact details.</summary>
    public const string Officer = "Registry.Officer";

    /// <summary>Looks after registrations that need review.</summary>
    public const string Coordinator = "Registry.Coordinator";

    /// <summary>Reads the audit log.</summary>
    public const string Auditor = "Registry.Auditor";
}
