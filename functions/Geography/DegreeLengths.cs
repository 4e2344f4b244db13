namespace ServerlessRegistry.Geography;

/// <summary>
/// The least and the most that a degree of latitude and of longitude measures anywhere in a box, in metres: a length on a plane with
/// <see cref="Shortest"/> is never longer than on the ellipsoid, one with <see cref="Longest"/> never shorter.
/// </summary>
/// <param name="box">The box; its longitudes do not matter.</param>
internal readonly struct DegreeLengths(GeoBounds box)
{
    /// <summary>Degrees of latitude grow towards the poles and degrees of longitude shrink.</summary>
    private readonly (double Meridian, double Parallel) _equatorward = Geodesy.MetresPerDegree(
        box.South <= 0 && box.North >= 0 ? 0 : Math.Min(Math.Abs(box.South), Math.Abs(box.North)));

    private readonly (double Meridian, double Parallel) _poleward = Geodesy.MetresPerDegree(Math.Max(Math.Abs(box.South), Math.Abs(box.North)));

    /// <summary>The shortest degree of latitude and of longitude.</summary>
    public (double Meridian, double Parallel) Shortest => (_equatorward.Meridian, _poleward.Parallel);

    /// <summary>The longest degree of latitude and of longitude.</summary>
    public (double Meridian, double Parallel) Longest => (_poleward.Meridian, _equatorward.Parallel);
}
