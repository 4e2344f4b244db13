namespace ServerlessRegistry.Audit;

/// <summary>What a member of the agency did or tried to do.</summary>
public enum AuditAction
{
    /// <summary>Searched for cameras.</summary>
    Search,

    /// <summary>Asked for the contact details of one owner.</summary>
    ContactDisclosure,

    /// <summary>Listed the registrations that need review.</summary>
    ReviewList,

    /// <summary>Put a registration on the map by hand.</summary>
    LocationSet,

    /// <summary>Read the audit log.</summary>
    AuditRead,

    /// <summary>Had the chain of the audit log checked.</summary>
    AuditVerification,
}

/// <summary>How it ended.</summary>
public enum AuditOutcome
{
    /// <summary>It was done, and the answer was about to leave.</summary>
    Succeeded,

    /// <summary>The caller was not allowed to.</summary>
    Refused,

    /// <summary>The caller was allowed to, and it could not be done.</summary>
    Failed,
}
