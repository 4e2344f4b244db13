namespace ServerlessRegistry.Registrations;

/// <summary>Where the cameras are, as the owner wrote it: each text trimmed and in Unicode normalization form C.</summary>
/// <param name="Street">House number and street, such as <c>1060 W Addison St</c>.</param>
/// <param name="Unit">Apartment, suite or floor; <see langword="null"/> where there is none.</param>
/// <param name="City">City.</param>
/// <param name="State">Two-letter code of a US state or territory.</param>
/// <param name="PostalCode">ZIP code, with or without its four extra digits.</param>
public sealed record PostalAddress(string Street, string? Unit, string City, string State, string PostalCode);
