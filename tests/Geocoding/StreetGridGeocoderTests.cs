using ServerlessRegistry.Geocoding;
using ServerlessRegistry.Geocoding.StreetGrid;
using ServerlessRegistry.Geography;
using ServerlessRegistry.Registrations;

namespace ServerlessRegistry.Tests.Geocoding;

public sealed class StreetGridGeocoderTests
{
    private const double MetresPerLatitude = 111_070;
    private const double MetresPerLongitude = 83_045;
    private const double Mile = 1609.344;

    private readonly StreetGridGeocoder _geocoder = new();

    [Fact]
    public void Source_OfTheGeocoder_IsTheStreetGrid() => Assert.Equal(LocationSource.StreetGrid, _geocoder.Source);

    [Theory]
    [InlineData("121 N LaSalle St", 41.8838, -87.6324)] // City Hall
    [InlineData("175 N State St", 41.8854, -87.6277)] // Chicago Theatre
    [InlineData("435 N Michigan Ave", 41.8904, -87.6236)] // Tribune Tower
    [InlineData("233 S Wacker Dr", 41.8789, -87.6359)] // Willis Tower
    [InlineData("1060 W Addison St", 41.9475, -87.6560)] // Wrigley Field, the corner at Clark
    [InlineData("1901 W Madison St", 41.8807, -87.6742)] // United Center
    [InlineData("333 W 35th St", 41.8300, -87.6339)] // the White Sox's park
    [InlineData("3733 N Southport Ave", 41.9499, -87.6638)] // Music Box Theatre
    [InlineData("2433 N Lincoln Ave", 41.9265, -87.6499)] // Biograph Theater
    [InlineData("4802 N Broadway", 41.9691, -87.6599)] // Green Mill
    [InlineData("5757 S Woodlawn Ave", 41.7899, -87.5959)] // Robie House
    [InlineData("11111 S Forrestville Ave", 41.6928, -87.6083)] // Hotel Florence, Pullman
    [InlineData("300 N Central Park Ave", 41.8864, -87.7171)] // Garfield Park Conservatory
    [InlineData("3259 E 95th St", 41.7225, -87.5430)] // Calumet Fisheries
    [InlineData("6363 N Milwaukee Ave", 41.9968, -87.7872)] // Superdawg
    public async Task GeocodeAsync_Landmark_IsWithinABlock(string street, double latitude, double longitude)
    {
        var point = await Locate(street);

        var distance = Distance(point, new GeoPoint(longitude, latitude));
        Assert.True(distance < 200, $"{distance:F0} m away");
    }

    [Theory]
    [InlineData("1060 W Addison St", "1060 West Addison Street, Apt 2")]
    [InlineData("1060 W Addison St", "1060 w addison")]
    [InlineData("1060 W Addison St", "1060 W ADDISON ST #2")]
    [InlineData("1060 W Addison St", "  1060   W.  Addison   St.,  ")]
    [InlineData("1060 W Addison St", "1060W Addison St")]
    [InlineData("1060 W Addison St", "1060 Addison St")]
    [InlineData("1060 W Addison St", "1060 Addison St W")]
    [InlineData("1060 W Addison St", "1060 W Addison Ave")]
    [InlineData("1060 W Addison St", "1060 W Addison St, 2nd Floor Rear")]
    [InlineData("1060 W Addison St", "1060 W Addison St 2F")]
    [InlineData("1060 W Addison St", "1060 W Addison St Second Floor")]
    [InlineData("1060 W Addison St", "1060 W Addison St Apt 1 East")]
    [InlineData("1060 W Addison St", "1060 W Addison St Suite 2 & 3")]
    [InlineData("1060 W Addison St", "1060 W Addison St, Chicago, IL 60613")]
    [InlineData("1060 W Addison St", "Unit 5, 1060 W Addison St")]
    [InlineData("1060 W Addison St", "No. 1060 W Addison St")]
    [InlineData("1060 W Addison St", "1060 1/2 W Addison St")]
    [InlineData("1060 W Addison St", "1060½ W Addison St")]
    [InlineData("1060 W Addison St", "1060-64 W Addison St")]
    [InlineData("1060 W Addison St", "1060–1064 W Addison St")]
    [InlineData("1060 W Addison St", "1060/1062 W Addison St")]
    [InlineData("1060 W Addison St", "1060A W Addison St")]
    [InlineData("1060 W Addison St", "1060 B W Addison St")]
    [InlineData("3400 N Clark St", "3400 N. Clark")]
    [InlineData("3400 N Clark St", "3400 Clark")]
    [InlineData("233 S Wacker Dr", "233 S Wacker Drive Suite 300")]
    [InlineData("233 S Wacker Dr", "Suite 300, 233 South Wacker Drive")]
    [InlineData("101 E Wacker Dr", "101 E Lower Wacker Dr")]
    [InlineData("1 E Wacker Dr", "One East Wacker Drive")]
    [InlineData("100 E 35th St", "100 E. 35th")]
    [InlineData("2400 W 35th St", "2400 W Thirty-Fifth St")]
    [InlineData("2400 W 35th St", "2400 W 35 Street")]
    [InlineData("2400 W 35th St", "2400 W 35 th St")]
    [InlineData("100 E 103rd St", "100 East One Hundred Third Street")]
    [InlineData("100 E 103rd St", "100 E One Hundred and Third")]
    [InlineData("1500 W 80th St", "1500 W Eightieth St")]
    [InlineData("1600 W Cermak Rd", "1600 W 22nd St")]
    [InlineData("3500 S King Dr", "3500 S Martin Luther King Jr Dr")]
    [InlineData("3500 S King Dr", "3500 S. Dr. Martin Luther King, Jr. Drive")]
    [InlineData("3500 S King Dr", "3500 S Dr Martin Luther King")]
    [InlineData("3500 S King Dr", "3500 S Doctor Martin Luther King Junior Drive")]
    [InlineData("10600 S Avenue O", "10600 S Ave O")]
    [InlineData("10600 S Avenue O", "10600 South Avenue O O")]
    [InlineData("10600 S Avenue N", "10600 S Ave. N")]
    [InlineData("2400 S St Louis Ave", "2400 S. Saint Louis Avenue")]
    [InlineData("600 N St Clair St", "600 N St. Clair")]
    [InlineData("1600 W North Ave", "1600 West North Avenue")]
    [InlineData("1600 W North Ave", "1600 North Ave W")]
    [InlineData("1600 W North Ave", "1600 North Ave")]
    [InlineData("8100 S South Chicago Ave", "8100 S. S. Chicago Ave")]
    [InlineData("8100 S South Chicago Ave", "8100 South Chicago Ave")]
    [InlineData("300 E South Water St", "300 E Southwater St")]
    [InlineData("120 N LaSalle St", "120 N La Salle St")]
    [InlineData("640 N Desplaines St", "640 N Des Plaines St")]
    [InlineData("700 W O'Brien St", "700 w obrien")]
    [InlineData("700 W O'Brien St", "700 W O’Brien St.")]
    [InlineData("2000 N Lincoln Park West", "2000 N Lincoln Park W")]
    [InlineData("2000 N Lincoln Park West", "2000 N Lincoln Park West W")]
    [InlineData("6100 N Northwest Hwy", "6100 N Northwest Highway Hwy")]
    [InlineData("4800 N Broadway", "4800 N Broadway St")]
    [InlineData("900 W Fulton Market", "900 W Fulton")]
    [InlineData("3400 N Lake Shore Dr", "3400 N DuSable Lake Shore Drive")]
    [InlineData("600 N Ogden Ave", "600 N OGDEN")]
    public async Task GeocodeAsync_WaysToWriteAnAddress_GiveTheSamePlace(string plain, string written)
    {
        Assert.Equal(await Locate(plain), await Locate(written));
    }

    [Fact]
    public async Task GeocodeAsync_PlaceAndStreetOfTheSameNumber_AreHalfABlockApart()
    {
        var street = await Locate("300 W 25th St");
        var place = await Locate("300 W 25th Pl");

        Assert.InRange((street.Latitude - place.Latitude) * MetresPerLatitude, 50, 120);
    }

    [Fact]
    public async Task GeocodeAsync_Located_IsPreciseToTheStreet()
    {
        var located = Assert.IsType<GeocodeResult.Located>(await Geocode("3400 N Clark St"));

        Assert.Equal(LocationPrecision.Street, located.Precision);
    }

    [Theory]
    [InlineData("63rd & Halsted", ReviewReasons.Intersection)]
    [InlineData("Clark and Division", ReviewReasons.Intersection)]
    [InlineData("Clark St / Division St", ReviewReasons.Intersection)]
    [InlineData("corner of State and Lake", ReviewReasons.Intersection)]
    [InlineData("3400 N Clark St & W Roscoe St", ReviewReasons.Intersection)]
    [InlineData("W Addison St", ReviewReasons.NoHouseNumber)]
    [InlineData("35th St", ReviewReasons.NoHouseNumber)]
    [InlineData("Apt 2 Clark St", ReviewReasons.NoHouseNumber)]
    [InlineData("", ReviewReasons.NoHouseNumber)]
    [InlineData("   ", ReviewReasons.NoHouseNumber)]
    [InlineData("# , . -", ReviewReasons.NoHouseNumber)]
    [InlineData("PO Box 1234", ReviewReasons.PostOfficeBox)]
    [InlineData("P.O. Box 60613", ReviewReasons.PostOfficeBox)]
    [InlineData("Post Office Box 12", ReviewReasons.PostOfficeBox)]
    [InlineData("1060 W Nonesuch St", ReviewReasons.UnknownStreet)]
    [InlineData("1060", ReviewReasons.UnknownStreet)]
    [InlineData("1060 W", ReviewReasons.UnknownStreet)]
    [InlineData("1600 North", ReviewReasons.UnknownStreet)]
    [InlineData("1600 N St", ReviewReasons.UnknownStreet)]
    [InlineData("100 W 250th St", ReviewReasons.UnknownStreet)]
    [InlineData("233 Wacker Dr", ReviewReasons.DirectionMissing)]
    [InlineData("150 State St", ReviewReasons.DirectionMissing)]
    [InlineData("300 35th St", ReviewReasons.DirectionMissing)]
    [InlineData("1060 N Addison St", ReviewReasons.DirectionWrong)]
    [InlineData("1060 E Addison St", ReviewReasons.DirectionWrong)]
    [InlineData("3400 W Clark St", ReviewReasons.DirectionWrong)]
    [InlineData("300 W 25th Ave", ReviewReasons.TypeMissing)]
    [InlineData("9900 N State St", ReviewReasons.NumberOutOfRange)]
    [InlineData("9999 N Clark St", ReviewReasons.NumberOutOfRange)]
    [InlineData("15000 S Halsted St", ReviewReasons.NumberOutOfRange)]
    [InlineData("3000 E 35th St", ReviewReasons.NumberOutOfRange)]
    [InlineData("8000 W 79th St", ReviewReasons.NumberOutOfRange)]
    [InlineData("5500 W Cermak Rd", ReviewReasons.NumberOutOfRange)]
    [InlineData("0 N State St", ReviewReasons.NumberOutOfRange)]
    [InlineData("999999 N State St", ReviewReasons.NumberOutOfRange)]
    [InlineData("1060 W Addison St Evanston", ReviewReasons.UnreadableEnd)]
    [InlineData("1060 W Addison St E", ReviewReasons.UnreadableEnd)]
    public async Task GeocodeAsync_NotAnAddressForSure_NeedsReviewAndSaysWhatToDo(string street, string reason)
    {
        var review = Assert.IsType<GeocodeResult.NeedsReview>(await Geocode(street));

        Assert.Equal(reason, review.Reason);
    }

    [Theory]
    [InlineData("Evanston", "IL", "60613", ReviewReasons.OutsideChicago)]
    [InlineData("Chicago Heights", "IL", "60411", ReviewReasons.OutsideChicago)]
    [InlineData("", "IL", "60613", ReviewReasons.OutsideChicago)]
    [InlineData("Chicago", "IN", "60613", ReviewReasons.OutsideChicago)]
    [InlineData("Chicago", "IL", "60302", ReviewReasons.NotChicagoPostalCode)]
    [InlineData("Chicago", "IL", "60804", ReviewReasons.NotChicagoPostalCode)]
    [InlineData("Chicago", "IL", "60658", ReviewReasons.NotChicagoPostalCode)]
    [InlineData("Chicago", "IL", "6061", ReviewReasons.NotChicagoPostalCode)]
    [InlineData("Chicago", "IL", "60613-12", ReviewReasons.NotChicagoPostalCode)]
    [InlineData("Chicago", "IL", "٦٠٦١٣", ReviewReasons.NotChicagoPostalCode)]
    public async Task GeocodeAsync_OutsideChicago_NeedsReview(string city, string state, string postalCode, string reason)
    {
        var address = new PostalAddress("1060 W Addison St", null, city, state, postalCode);

        var result = await _geocoder.GeocodeAsync(address, TestContext.Current.CancellationToken);

        Assert.Equal(reason, Assert.IsType<GeocodeResult.NeedsReview>(result).Reason);
    }

    [Theory]
    [InlineData("chicago", "il", "60613")]
    [InlineData("CHICAGO", "IL", "60613-1234")]
    [InlineData("Chicago", "Illinois", "60707")]
    [InlineData("Chicago", "IL", "60827")]
    public async Task GeocodeAsync_ChicagoHoweverWritten_IsLocated(string city, string state, string postalCode)
    {
        var address = new PostalAddress("1060 W Addison St", "2", city, state, postalCode);

        Assert.IsType<GeocodeResult.Located>(await _geocoder.GeocodeAsync(address, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task GeocodeAsync_HostileTexts_NeedReview()
    {
        string[] texts =
        [
            new('a', 10_000),
            new('1', 10_000),
            new('#', 10_000),
            new(' ', 10_000),
            "1060 W " + new string('x', 150),
            "1060 W Addison St " + string.Concat(Enumerable.Repeat("Apt 2 ", 2_000)),
            string.Concat(Enumerable.Repeat("1 ", 90)),
            string.Concat(Enumerable.Repeat("n s e w ", 24)),
            "1060 W \0 \uFFFF \uD800",
            "'; DROP TABLE Registrations; --",
            "<script>alert(1)</script>",
            "１０６０ Ｗ Ａｄｄｉｓｏｎ",
            "١٠٦٠ شارع أديسون",
            "シカゴ市北クラーク通り3400",
            "3400 улица Кларк",
            "3400 N 😀 St",
        ];

        foreach (var text in texts)
        {
            Assert.IsType<GeocodeResult.NeedsReview>(await Geocode(text));
        }
    }

    [Fact]
    public async Task GeocodeAsync_NeedsReview_DoesNotRepeatTheAddress()
    {
        foreach (var street in (string[])["8642 W Nonesuchstreet", "98642 N Clark St", "1060 W Addison St Xylophone", "Xylophone Hall"])
        {
            var review = Assert.IsType<GeocodeResult.NeedsReview>(await Geocode(street));

            foreach (var word in street.Split(' ').Where(word => word.Length > 3))
            {
                Assert.DoesNotContain(word, review.Reason, StringComparison.OrdinalIgnoreCase);
            }
        }
    }

    [Theory]
    [InlineData("State St")]
    [InlineData("Halsted St")]
    [InlineData("Western Ave")]
    public async Task GeocodeAsync_FirstMilesSouth_HaveTwelveTenAndNineBlocks(string street)
    {
        int[] mileNumbers = [2, 1200, 2200, 3100, 3900, 4700];

        for (var mile = 1; mile < mileNumbers.Length; mile++)
        {
            var north = await Locate($"{mileNumbers[mile - 1]} S {street}");
            var south = await Locate($"{mileNumbers[mile]} S {street}");

            Assert.InRange((north.Latitude - south.Latitude) * MetresPerLatitude, Mile - 60, Mile + 60);
        }
    }

    [Theory]
    [InlineData("N", "Western Ave", 2, 7598)]
    [InlineData("S", "Western Ave", 2, 11898)]
    [InlineData("N", "Milwaukee Ave", 300, 6398)]
    [InlineData("N", "Lincoln Ave", 1800, 6398)]
    [InlineData("N", "Clark St", 2, 7598)]
    [InlineData("S", "Archer Ave", 2200, 5998)]
    [InlineData("S", "Cottage Grove Ave", 2200, 9998)]
    [InlineData("W", "Madison St", 2, 5998)]
    [InlineData("W", "Grand Ave", 2, 7198)]
    [InlineData("E", "79th St", 2, 2998)]
    public async Task GeocodeAsync_GrowingNumbersAlongAStreet_MoveSteadilyAwayFromStateAndMadison(
        string direction, string street, int first, int last)
    {
        var previous = Outwards(await Locate($"{first} {direction} {street}"), direction);
        for (var number = first + 2; number <= last; number += 2)
        {
            var here = Outwards(await Locate($"{number} {direction} {street}"), direction);

            Assert.InRange(here - previous, 0.2, 12);
            previous = here;
        }
    }

    [Theory]
    [InlineData("2400 N Western Ave", "2401 N Western Ave", -28, 0)]
    [InlineData("6300 S Western Ave", "6301 S Western Ave", -28, 0)]
    [InlineData("2400 W Madison St", "2401 W Madison St", 0, 28)]
    [InlineData("1200 E 79th St", "1201 E 79th St", 0, 28)]
    public async Task GeocodeAsync_EvenNumbers_AreOnTheNorthAndWestSides(string even, string odd, double metresEast, double metresNorth)
    {
        var (evenSide, oddSide) = (await Locate(even), await Locate(odd));

        Assert.Equal(metresEast, (evenSide.Longitude - oddSide.Longitude) * MetresPerLongitude, 4.0);
        Assert.Equal(metresNorth, (evenSide.Latitude - oddSide.Latitude) * MetresPerLatitude, 4.0);
    }

    [Fact]
    public async Task GeocodeAsync_Cancelled_Throws()
    {
        var address = new PostalAddress("1060 W Addison St", null, "Chicago", "IL", "60613");

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => _geocoder.GeocodeAsync(address, new CancellationToken(canceled: true)));
    }

    [Fact]
    public async Task GeocodeAsync_OneAddress_AllocatesLittle()
    {
        const int Times = 1_000;
        var address = new PostalAddress("1060 West Addison Street, Apt 2", null, "Chicago", "IL", "60613");
        await _geocoder.GeocodeAsync(address, TestContext.Current.CancellationToken);

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var time = 0; time < Times; time++)
        {
            _ = _geocoder.GeocodeAsync(address, TestContext.Current.CancellationToken);
        }

        Assert.True((GC.GetAllocatedBytesForCurrentThread() - before) / Times < 512);
    }

    [Fact]
    public void Streets_OfTheTable_HaveAPlaceForTheirFirstNumbers()
    {
        var rows = EmbeddedTable.Read("streets.csv", fields => (Name: fields[0], Street: Street.Parse(fields[1], fields[2], fields[3])));
        var calibration = GridCalibration.Load();

        Assert.True(rows.Count > 800);
        foreach (var (name, street) in rows)
        {
            foreach (var side in street.Sides)
            {
                var first = Enumerable.Range(1, 14_000).First(number => street.HasNumber(side, number));
                Assert.True(calibration.ToGround(street.Locate(side, first)) is not null, $"{first} {side} {name}");
            }
        }
    }

    [Fact]
    public void Tables_DamagedRow_IsRefusedWithItsLine()
    {
        var exception = Assert.Throws<InvalidDataException>(
            () => EmbeddedTable.Read<int>("city-limits.csv", _ => throw new FormatException()));

        Assert.Contains("city-limits.csv", exception.Message, StringComparison.Ordinal);
    }

    private static double Outwards(GeoPoint point, string direction) => direction switch
    {
        "N" => point.Latitude * MetresPerLatitude,
        "S" => -point.Latitude * MetresPerLatitude,
        "E" => point.Longitude * MetresPerLongitude,
        _ => -point.Longitude * MetresPerLongitude,
    };

    private static double Distance(GeoPoint from, GeoPoint to) => Math.Sqrt(
        Math.Pow((from.Latitude - to.Latitude) * MetresPerLatitude, 2) + Math.Pow((from.Longitude - to.Longitude) * MetresPerLongitude, 2));

    private Task<GeocodeResult> Geocode(string street) => _geocoder.GeocodeAsync(
        new PostalAddress(street, null, "Chicago", "IL", "60601"),
        TestContext.Current.CancellationToken);

    private async Task<GeoPoint> Locate(string street)
    {
        var result = await Geocode(street);
        var located = result as GeocodeResult.Located;
        Assert.True(located is not null, $"{street}: {(result as GeocodeResult.NeedsReview)?.Reason}");
        return located.Point;
    }
}
