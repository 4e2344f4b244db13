using ServerlessRegistry.Geography;

namespace ServerlessRegistry.Tests.Geography;

public sealed class GeodesyTests
{
    /// <summary>
    /// One degree along a meridian and along a parallel, from the definition of the ellipsoid: the arc of the meridian by
    /// numerical integration of its radius of curvature, the arc of the parallel by its radius.
    /// </summary>
    [Theory]
    [InlineData(0)]
    [InlineData(41.9)]
    [InlineData(-33.9)]
    [InlineData(70)]
    public void Distance_AlongMeridianAndParallel_IsTheEllipsoids(double latitude)
    {
        const double Axis = 6378137.0;
        const double Flattening = 1 / 298.257223563;
        const double Squared = Flattening * (2 - Flattening);
        const double Step = 0.1;
        var meridian = Enumerable.Range(0, 1000)
            .Select(part => double.DegreesToRadians(latitude + ((part + 0.5) * Step / 1000)))
            .Sum(at => Axis * (1 - Squared) / Math.Pow(1 - (Squared * Math.Sin(at) * Math.Sin(at)), 1.5) * double.DegreesToRadians(Step / 1000));
        var sine = Math.Sin(double.DegreesToRadians(latitude));
        var parallel = Axis * Math.Cos(double.DegreesToRadians(latitude)) / Math.Sqrt(1 - (Squared * sine * sine)) * double.DegreesToRadians(Step);

        Assert.Equal(1, Geodesy.Distance(new GeoPoint(10, latitude), new GeoPoint(10, latitude + Step)) / meridian, 0.0001);
        Assert.Equal(1, Geodesy.Distance(new GeoPoint(10, latitude), new GeoPoint(10 + Step, latitude)) / parallel, 0.0001);
    }

    [Fact]
    public void Distance_AcrossTheAntimeridian_IsTheShortWay() =>
        Assert.Equal(
            Geodesy.Distance(new GeoPoint(0, 52), new GeoPoint(0.02, 52)),
            Geodesy.Distance(new GeoPoint(179.99, 52), new GeoPoint(-179.99, 52)),
            0.001);

    [Theory]
    [InlineData(0.01, 0, 90)]
    [InlineData(0, 0.01, 0)]
    [InlineData(-0.01, 0, 270)]
    [InlineData(0, -0.01, 180)]
    public void Bearing_TowardAPoint_IsClockwiseFromNorth(double east, double north, double expected) =>
        Assert.Equal(expected, Geodesy.Bearing(new GeoPoint(-87.6, 41.9), new GeoPoint(-87.6 + east, 41.9 + north)), 0.01);
}
