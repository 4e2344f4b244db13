namespace ServerlessRegistry.Audit;

/// <summary>The end of the chain, as far as a writer knows.</summary>
/// <param name="File">The newest file.</param>
/// <param name="Position">How long it is, in bytes.</param>
/// <param name="Blocks">How many blocks it has: an append blob takes 50,000.</param>
/// <param name="Sequence">The number of the last line; 0 where there is none.</param>
/// <param name="Hash">The hash of the last line.</param>
internal sealed record AuditTail(AuditFile File, long Position, int Blocks, long Sequence, string Hash);
