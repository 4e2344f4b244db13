using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace ServerlessRegistry.Benchmarks.Load;

/// <summary>Calls a registry, or one of several in turn, and notes every answer.</summary>
internal sealed partial class RegistryClient(IReadOnlyList<Uri> addresses, AnswerBook book) : IDisposable
{
    /// <summary>Longer than any answer may take, so that one that hangs is seen.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan ShortestPause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(2);

    private readonly HttpClient _http = new(new SocketsHttpHandler { MaxConnectionsPerServer = 1000, ConnectTimeout = TimeSpan.FromSeconds(5) }) { Timeout = Limit };
    private readonly ConcurrentDictionary<(Uri Address, string Role), string> _tokens = new();
    private int _turn;

    /// <summary>How long requests wait before they are sent again.</summary>
    public TimeSpan Pause { get; init; } = ShortestPause;

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();

    /// <summary>Sends a request.</summary>
    /// <param name="method">Its method.</param>
    /// <param name="path">Its path below <c>/api/</c>.</param>
    /// <param name="cancellationToken">Gives it up.</param>
    /// <param name="body">Its body.</param>
    /// <param name="headers">Its headers.</param>
    /// <param name="role">The role of the member of the agency who sends it; <see langword="null"/> for anybody.</param>
    /// <param name="instance">Which of the addresses; <see langword="null"/> for the next.</param>
    public async Task<Answer> SendAsync(
        HttpMethod method,
        string path,
        CancellationToken cancellationToken,
        JsonNode? body = null,
        (string Name, string Value)[]? headers = null,
        string? role = null,
        int? instance = null)
    {
        var address = addresses[(instance ?? (int)((uint)Interlocked.Increment(ref _turn) % (uint)addresses.Count)) % addresses.Count];
        var token = role is null ? null : await TokenAsync(address, role, cancellationToken);
        if (role is not null && token is null)
        {
            return Answer.None;
        }

        using var request = new HttpRequestMessage(method, new Uri(address, $"/api/{path}")) { Content = body is null ? null : JsonContent.Create(body) };
        foreach (var (name, value) in headers ?? [])
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        if (token is not null)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        }

        var answer = await SendAsync(request, Route(method, path), cancellationToken);
        if (answer.Status == HttpStatusCode.Unauthorized && role is not null)
        {
            // The tokens of the local host end with it.
            _tokens.TryRemove((address, role), out _);
            return Answer.None;
        }

        return answer;
    }

    /// <summary>Sends a request as a good client does: again and again, more and more patiently, until there is an answer that will not change.</summary>
    public async Task<Answer> InsistAsync(Func<Task<Answer>> send, CancellationToken cancellationToken)
    {
        for (var pause = Pause; ; pause = pause * 2 < LongestPause ? pause * 2 : LongestPause)
        {
            var answer = await send();
            if (!answer.IsPassing)
            {
                return answer;
            }

            var wait = answer.RetryAfter is { } asked && asked < LongestPause ? asked : pause;
            await Task.Delay(wait * (0.5 + (Random.Shared.NextDouble() / 2)), cancellationToken);
        }
    }

    private async Task<Answer> SendAsync(HttpRequestMessage request, string route, CancellationToken cancellationToken)
    {
        var clock = Stopwatch.StartNew();
        try
        {
            using var response = await _http.SendAsync(request, cancellationToken);
            book.Note(route, response, clock.Elapsed);
            var isJson = response.Content.Headers.ContentType?.MediaType is { } type && type.EndsWith("json", StringComparison.Ordinal);
            return new Answer(
                response.StatusCode,
                isJson ? await response.Content.ReadFromJsonAsync<JsonElement>(cancellationToken) : default,
                response.Headers.ETag?.ToString(),
                response.Headers.RetryAfter?.Delta);
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException || (exception is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            book.NoteNone(route, clock.Elapsed);
            return Answer.None;
        }
    }

    private async Task<string?> TokenAsync(Uri address, string role, CancellationToken cancellationToken)
    {
        if (_tokens.TryGetValue((address, role), out var known))
        {
            return known;
        }

        try
        {
            var answer = await _http.GetFromJsonAsync<JsonElement>(new Uri(address, $"/local/token?role=Registry.{role}&name=Load"), cancellationToken);
            return _tokens[(address, role)] = answer.GetProperty("token").GetString()!;
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException || (exception is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            return null;
        }
    }

    private static string Route(HttpMethod method, string path) => $"{method} {Identifier().Replace(path.Split('?')[0], "/{id}")}";

    [GeneratedRegex("/[0-9A-Z]{10}(?=/|$)")]
    private static partial Regex Identifier();
}
