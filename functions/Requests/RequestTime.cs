namespace ServerlessRegistry.Requests;

/// <summary>The time that a request has.</summary>
/// <param name="WhileAwaited">Ends with the deadline, or before, when the caller goes away or the host stops: for whatever only the caller needs.</param>
/// <param name="Whole">Ends with the deadline and not before: for what is to be finished even where the caller closes the page.</param>
internal readonly record struct RequestTime(CancellationToken WhileAwaited, CancellationToken Whole);
