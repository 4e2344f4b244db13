using Microsoft.Extensions.Options;
using ServerlessRegistry.City;
using ServerlessRegistry.Demo;
using ServerlessRegistry.Geocoding;
using ServerlessRegistry.Geocoding.StreetGrid;
using ServerlessRegistry.Registrations;

namespace ServerlessRegistry.Tests.Demo;

public sealed class DemoOwnersTests
{
    private const int Count = 300;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Owners_OfTheSameSeed_AreTheSameAndOfAnotherSeedAreNot()
    {
        var owners = await OwnersAsync(seed: 7);

        Assert.Equal(owners.Select(Text), (await OwnersAsync(seed: 7)).Select(Text));
        Assert.NotEqual(owners.Select(Text), (await OwnersAsync(seed: 8)).Select(Text));
    }

    [Fact]
    public async Task Owners_AllOfThem_CanBeReachedByNobody()
    {
        var owners = (await OwnersAsync(seed: 1)).Select(form => form.Owner).ToList();

        Assert.All(owners, owner => Assert.Matches(@"^owner\d+@example\.(com|org)$", owner.Email));
        Assert.All(owners, owner => Assert.Matches(@"^\+1 312 555 01\d\d$", owner.Phone ?? "+1 312 555 0100"));
        Assert.Equal(Count, owners.Select(owner => owner.Email).Distinct().Count());
        Assert.All(owners, owner => Assert.Equal(owner.Kind is OwnerKind.Business, owner.Organization is not null));
    }

    [Fact]
    public async Task Addresses_AllButAFewThatLeaveOutTheDirection_AreOnTheStreetGrid()
    {
        var geocoder = new StreetGridGeocoder();
        var located = 0;
        foreach (var form in await OwnersAsync(seed: 1))
        {
            located += await geocoder.GeocodeAsync(form.Address, Cancellation) is GeocodeResult.Located ? 1 : 0;
        }

        Assert.InRange(located, Count - (Count / 50), Count - 1);
    }

    [Fact]
    public async Task Cameras_OfAHouse_FaceItsStreetFirst()
    {
        var owners = await OwnersAsync(seed: 1);

        Assert.All(owners, form => Assert.InRange(form.Cameras.Count, 1, 6));
        Assert.Equal(6, owners.Max(form => form.Cameras.Count));
        foreach (var (form, camera) in owners.Select(form => (form, form.Cameras[0])).Where(pair => pair.Item2.Facing is not null))
        {
            var words = form.Address.Street.Split(' ');
            if (words[1] is "N" or "S" or "E" or "W")
            {
                var front = (words[1] is "N" or "S", int.Parse(words[0], System.Globalization.CultureInfo.InvariantCulture) % 2 == 0) switch
                {
                    (true, true) => 90,
                    (true, false) => 270,
                    (false, true) => 180,
                    _ => 0,
                };
                Assert.InRange(Math.Abs(((camera.Facing!.Value - front + 540) % 360) - 180), 0, 20);
            }
        }
    }

    private static async Task<List<RegistrationForm>> OwnersAsync(int seed)
    {
        var owners = new DemoOwners(new DemoOptions(Count, seed), Options.Create(new CityProgram { TermsVersion = "2026-11" }));
        var forms = new List<RegistrationForm>();
        for (var number = 0; number < Count; number++)
        {
            forms.Add(await owners.OwnerAsync(number, Cancellation));
        }

        return forms;
    }

    private static string Text(RegistrationForm form) => $"{form.Owner} {form.Address} {string.Join(';', form.Cameras.Select(camera => camera with { Covers = [] }))}";
}
