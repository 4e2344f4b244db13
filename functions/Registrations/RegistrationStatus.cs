namespace ServerlessRegistry.Registrations;

/// <summary>How far a registration has come.</summary>
public enum RegistrationStatus
{
    /// <summary>Taken in and stored; its address is not placed yet.</summary>
    Received,

    /// <summary>On the map; its placard is not ready yet.</summary>
    Located,

    /// <summary>On the map, with a placard to display.</summary>
    Active,

    /// <summary>Waits for a person; the status reason says for what.</summary>
    NeedsReview,

    /// <summary>Taken back by its owner.</summary>
    Withdrawn,

    /// <summary>Not renewed in time.</summary>
    Expired,
}
