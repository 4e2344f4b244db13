namespace ServerlessRegistry.Operations;

/// <summary>An operation cannot be done as it was asked for. The message is the one sentence that the operator is told; the exit code is 1.</summary>
/// <param name="message">What is wrong and what to do about it; no secret and no personal data.</param>
internal sealed class OperationRefusedException(string message) : Exception(message);
