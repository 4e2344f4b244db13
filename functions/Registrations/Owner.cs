namespace ServerlessRegistry.Registrations;

/// <summary>Whose cameras they are.</summary>
public enum OwnerKind
{
    /// <summary>Somebody's home.</summary>
    Residence,

    /// <summary>A business, school, house of worship or other organization.</summary>
    Business,
}

/// <summary>Whom to ask for footage, as the owner gave it.</summary>
/// <param name="Kind">Residence or business.</param>
/// <param name="Name">The person to ask.</param>
/// <param name="Organization">The business; required for one.</param>
/// <param name="Email">Where to write.</param>
/// <param name="Phone">Where to call; <see langword="null"/> where the owner would rather not be called.</param>
/// <param name="Language">The language to write in, as a BCP 47 tag.</param>
public sealed record Owner(OwnerKind Kind, string Name, string? Organization, string Email, string? Phone, string Language);
