namespace ServerlessRegistry.Search;

/// <summary>
/// The best of the cameras that a search finds. It keeps as many as one answer takes, however many there are. Safe for
/// concurrent use.
/// </summary>
internal sealed class FoundCameras(SearchRequest request)
{
    /// <summary>The most cameras that are counted one by one.</summary>
    public const int MaxMatched = 10_000;

    private static readonly Comparer<FoundCamera> LastFirst = Comparer<FoundCamera>.Create((one, other) => other.CompareTo(one));

    private readonly Lock _lock = new();
    private readonly PriorityQueue<FoundCamera, FoundCamera> _best = new(LastFirst);
    private long _matched;
    private bool _hasMore;

    /// <summary>How many cameras match, on all pages; never more than <see cref="MaxMatched"/>.</summary>
    public int Matched => (int)Math.Min(_matched, MaxMatched);

    /// <summary>Whether <see cref="Matched"/> is all of them.</summary>
    public bool MatchedIsExact => _matched <= MaxMatched;

    /// <summary>Whether more cameras match than this answer takes.</summary>
    public bool HasMore => _hasMore;

    /// <summary>The cameras of this answer, best first.</summary>
    public IReadOnlyList<FoundCamera> Page => [.. _best.UnorderedItems.Select(item => item.Element).Order()];

    /// <summary>Counts a camera of the area if it matches, and keeps it if it is among the best.</summary>
    public void Offer(MapCamera camera)
    {
        if (!request.Matches(camera))
        {
            return;
        }

        var found = new FoundCamera(camera, request.Area.DistanceTo(camera.Point), request.SeesPoint is { } point ? camera.Sees(point) : null);
        lock (_lock)
        {
            _matched++;
            if (request.Continuation is null || found.IsAfter(request.Continuation))
            {
                Keep(found);
            }
        }
    }

    private void Keep(FoundCamera found)
    {
        _best.Enqueue(found, found);
        if (_best.Count > request.Limit)
        {
            _best.Dequeue();
            _hasMore = true;
        }
    }
}
