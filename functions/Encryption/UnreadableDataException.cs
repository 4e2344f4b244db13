namespace ServerlessRegistry.Encryption;

/// <summary>Sealed bytes cannot be opened: their key is not in the ring, or they are not what was sealed.</summary>
/// <param name="reason">What is wrong; holds nothing of the data and nothing of a key.</param>
public sealed class UnreadableDataException(string reason) : Exception(reason);
