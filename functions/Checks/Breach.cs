namespace ServerlessRegistry.Checks;

/// <summary>Something in the storage that must not be.</summary>
/// <param name="Kind">What kind, such as <c>map.missing</c>: docs/check.md has them all.</param>
/// <param name="Id">The id of the registration, camera, code, key, file or message that it is about; never personal data.</param>
/// <param name="Problem">What is wrong, in a sentence without personal data.</param>
/// <param name="Remedy">What to do about it.</param>
internal sealed record Breach(string Kind, string Id, string Problem, string Remedy);
