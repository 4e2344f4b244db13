using System.Collections.Concurrent;
using System.Globalization;
using ServerlessRegistry.Benchmarks.Runs;

namespace ServerlessRegistry.Benchmarks.Load;

/// <summary>Counts answers and how long they took, and keeps those that no registry should ever give.</summary>
internal sealed class AnswerBook
{
    /// <summary>No answer may take longer, whatever is away.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly ConcurrentDictionary<string, ConcurrentQueue<double>> _times = new();
    private readonly ConcurrentQueue<string> _breaches = new();
    private readonly ConcurrentQueue<string> _late = new();
    private int _count;
    private int _unanswered;

    /// <summary>How many requests were answered.</summary>
    public int Count => Volatile.Read(ref _count);

    /// <summary>How many were not, because the connection was refused or cut.</summary>
    public int Unanswered => Volatile.Read(ref _unanswered);

    /// <summary>The answers that no registry should ever give.</summary>
    public IReadOnlyCollection<string> Breaches => [.. _breaches];

    /// <summary>The answers that took too long.</summary>
    public IReadOnlyCollection<string> Late => [.. _late];

    /// <summary>Notes that no answer came.</summary>
    public void NoteNone(string request, TimeSpan time)
    {
        Interlocked.Increment(ref _unanswered);
        if (time > Patience)
        {
            _late.Enqueue(string.Create(CultureInfo.InvariantCulture, $"{request} had no answer in {time.TotalSeconds:0.0} s"));
        }
    }

    /// <summary>Notes an answer.</summary>
    /// <param name="request">Its method and route, without ids.</param>
    /// <param name="response">The answer.</param>
    /// <param name="time">How long it took until its end.</param>
    public void Note(string request, HttpResponseMessage response, TimeSpan time)
    {
        Interlocked.Increment(ref _count);
        var status = (int)response.StatusCode;
        _times.GetOrAdd($"{request} {status}", _ => new ConcurrentQueue<double>()).Enqueue(time.TotalMilliseconds);
        if (time > Patience)
        {
            _late.Enqueue(string.Create(CultureInfo.InvariantCulture, $"{request} took {time.TotalSeconds:0.0} s ({status})"));
        }

        if (status >= 500 && status != 503)
        {
            _breaches.Enqueue($"{request} was answered {status}");
        }

        // The host refuses what is too much for it with an empty 429, before any function runs.
        var isOfTheHost = status == 429 && response.Content.Headers.ContentLength is 0;
        if (status is 429 or 503 && !isOfTheHost && response.Headers.RetryAfter is null)
        {
            _breaches.Enqueue($"{request} was answered {status} without Retry-After");
        }

        if (status is >= 400 and not 500 && !isOfTheHost && response.Content.Headers.ContentType?.MediaType != "application/problem+json")
        {
            _breaches.Enqueue($"{request} was answered {status} without a problem document");
        }
    }

    /// <summary>The time below which a share of the answers of a status class stayed, in milliseconds; 0 where there were none.</summary>
    /// <param name="share">0 to 1.</param>
    /// <param name="isCounted">Which statuses count.</param>
    public double Percentile(double share, Func<int, bool> isCounted)
    {
        var times = _times.Where(entry => isCounted(int.Parse(entry.Key.AsSpan(entry.Key.LastIndexOf(' ') + 1), CultureInfo.InvariantCulture)))
            .SelectMany(entry => entry.Value).Order().ToList();
        return times.Count == 0 ? 0 : times[Math.Min(times.Count - 1, (int)(share * times.Count))];
    }

    /// <summary>How many answers of a status class there were.</summary>
    public int CountOf(Func<int, bool> isCounted) => _times
        .Where(entry => isCounted(int.Parse(entry.Key.AsSpan(entry.Key.LastIndexOf(' ') + 1), CultureInfo.InvariantCulture)))
        .Sum(entry => entry.Value.Count);

    /// <summary>Adds the demands on every answer. The short form only tells of late ones: it may run beside much else.</summary>
    public void AddTo(Demands demands, bool isSmoke)
    {
        demands.AddNone("No answer is a 500, 503 says when to try again, refusals are explained", Breaches, Count);
        if (isSmoke)
        {
            demands.Tell("Answers that took more than 10 s", $"{Late.Count} of {Count}");
            return;
        }

        demands.AddNone("Each answer comes within 10 s", Late, Count);
    }

    /// <summary>Prints a line for each kind of request and status.</summary>
    public void Print(TextWriter output)
    {
        var table = new TextTable("request and status", "answers", "median ms", "99 % ms", "slowest ms");
        foreach (var (request, times) in _times.OrderBy(entry => entry.Key, StringComparer.Ordinal))
        {
            var sorted = times.Order().ToList();
            table.Add(request, $"{sorted.Count}", Number(sorted[sorted.Count / 2]), Number(sorted[Math.Min(sorted.Count - 1, (int)(sorted.Count * 0.99))]), Number(sorted[^1]));
        }

        table.Print(output);
    }

    private static string Number(double milliseconds) => milliseconds.ToString("0", CultureInfo.InvariantCulture);
}
