namespace ServerlessRegistry.Localhost;

/// <summary>
/// The host cannot start, for a reason that whoever starts it can mend. The message is the one sentence they need; the
/// process prints it and ends with exit code 1.
/// </summary>
/// <param name="message">What is wrong and what to do about it.</param>
/// <param name="innerException">What it was caused by.</param>
public sealed class StartException(string message, Exception? innerException = null) : Exception(message, innerException);
