namespace ServerlessRegistry.Search;

/// <summary>A camera that a search found, with where it ranks.</summary>
/// <param name="Camera">The camera.</param>
/// <param name="Distance">See <see cref="ISearchArea.DistanceTo"/>, in metres.</param>
/// <param name="SeesPoint">Whether it sees the point in question; <see langword="null"/> where unknown or not asked.</param>
internal sealed record FoundCamera(MapCamera Camera, double Distance, bool? SeesPoint) : IComparable<FoundCamera>
{
    /// <summary>0 for cameras that see the point, 1 where that is unknown, 2 for those that do not.</summary>
    public int Rank => SeesPoint switch { true => 0, null => 1, false => 2 };

    /// <summary>By what it sees, then by distance, then by id, so that every search has one order.</summary>
    public int CompareTo(FoundCamera? other) => other is null ? 1 : Compare(other.Rank, other.Distance, other.Camera.CameraId);

    /// <summary>Whether it comes after the camera that ended an earlier answer.</summary>
    public bool IsAfter(Continuation last) => Compare(last.Rank, last.Distance, last.CameraId) > 0;

    private int Compare(int rank, double distance, string cameraId)
    {
        var byRank = Rank.CompareTo(rank);
        var byDistance = byRank != 0 ? byRank : Distance.CompareTo(distance);
        return byDistance != 0 ? byDistance : string.CompareOrdinal(Camera.CameraId, cameraId);
    }
}
