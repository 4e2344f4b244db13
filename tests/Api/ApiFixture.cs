using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Moq;
using ServerlessRegistry.Audit;
using ServerlessRegistry.Geocoding;
using ServerlessRegistry.Registrations;
using ServerlessRegistry.Tests.AnyHost;

namespace ServerlessRegistry.Tests.Api;

/// <summary>
/// One registry for the tests of the interface, with a registration that is active and one that needs review: started here,
/// or already running where <see cref="RemoteRegistry"/> is given.
/// </summary>
public sealed class ApiFixture : IAsyncLifetime
{
    private const string Beats =
        """
        { "type": "FeatureCollection", "features": [ { "type": "Feature", "properties": { "beat": "1923" }, "geometry": {
          "type": "Polygon", "coordinates": [[[-87.66, 41.945], [-87.65, 41.945], [-87.65, 41.95], [-87.66, 41.95], [-87.66, 41.945]]] } } ] }
        """;

    private readonly AzuriteFixture _azurite;
    private readonly DirectoryInfo _files = Directory.CreateTempSubdirectory("api-");
    private readonly ClosedPort _nowhere = new();
    private readonly Lazy<RegistryHost> _withoutAudit;
    private readonly Lazy<RegistryHost> _withoutQueues;
    private readonly Lazy<RegistryHost> _withLimits;
    private readonly Lazy<RegistryHost> _withoutGeocoder;
    private readonly Lazy<RegistryHost> _withMail;
    private RegistryHost? _host;
    private (string Id, string Token) _active;
    private (string Id, string Token) _inReview;
    private JsonElement _activeView;
    private JsonElement _inReviewView;

    public ApiFixture(AzuriteFixture azurite)
    {
        _azurite = azurite;
        _withoutAudit = new Lazy<RegistryHost>(() => StartWithout("Blob"));
        _withoutQueues = new Lazy<RegistryHost>(() => StartWithout("Queue"));
        _withLimits = new Lazy<RegistryHost>(StartWithLimits);
        _withoutGeocoder = new Lazy<RegistryHost>(StartWithoutGeocoder);
        _withMail = new Lazy<RegistryHost>(StartWithMail);
    }

    /// <summary>The registry, as any client sees it.</summary>
    internal AnyRegistry Registry { get; private set; } = null!;

    /// <summary>The registry from inside, for tests that are not for any host.</summary>
    internal RegistryHost Host => _host ?? throw new InvalidOperationException("A registry that is already running has no inside for tests.");

    /// <summary>A word that only the labels of the active registration's three cameras have.</summary>
    internal string Mark { get; } = AnyRegistry.NewWord();

    /// <summary>A registration, however far it has come.</summary>
    internal (string Id, string Token) Known => _active;

    /// <summary>The same with a placard. A test is skipped where owners must confirm their e-mail address before they get one.</summary>
    internal (string Id, string Token) Active
    {
        get
        {
            AnyRegistry.Reached("active", _activeView);
            return _active;
        }
    }

    /// <summary>The active registration as its owner sees it.</summary>
    internal JsonElement ActiveView => AnyRegistry.Reached("active", _activeView);

    /// <summary>The code of its placard.</summary>
    internal string PlacardCode => ActiveView.GetProperty("placard").GetProperty("code").GetString()!;

    /// <summary>A registration whose address nobody can place.</summary>
    internal (string Id, string Token) InReview
    {
        get
        {
            AnyRegistry.Reached("needsReview", _inReviewView);
            return _inReview;
        }
    }

    public async ValueTask InitializeAsync()
    {
        if (RemoteRegistry.IsGiven)
        {
            Registry = AnyRegistry.At(RemoteRegistry.Read(Environment.GetEnvironmentVariable));
        }
        else
        {
            _host = await StartAsync();
            Registry = AnyRegistry.In(_host);
        }

        _active = await Registry.RegisterAsync(AnyRegistry.Form(form =>
        {
            var camera = form["cameras"]![0]!;
            form["cameras"] = new JsonArray([.. Enumerable.Range(1, 3).Select(number =>
            {
                var copy = camera.DeepClone();
                copy["label"] = $"{Mark} {number}";
                return copy;
            })]);
        }));
        _inReview = await Registry.RegisterAsync(AnyRegistry.Form(form => form["address"]!["street"] = "1 Nowhere Lane"));
        _activeView = await Registry.AtRestAsync(_active);
        _inReviewView = await Registry.AtRestAsync(_inReview);
    }

    public async ValueTask DisposeAsync()
    {
        var others = new[] { _withoutAudit, _withoutQueues, _withLimits, _withoutGeocoder, _withMail }
            .Where(host => host.IsValueCreated)
            .Select(host => host.Value);
        Registry?.Dispose();
        await Task.WhenAll(others.Append(_host).OfType<RegistryHost>().Select(host => host.DisposeAsync().AsTask()));
        _nowhere.Dispose();
        _files.Delete(recursive: true);
    }

    /// <summary>A registry that cannot write its audit log.</summary>
    internal RegistryHost WithoutAudit => _withoutAudit.Value;

    /// <summary>A registry without its queues.</summary>
    internal RegistryHost WithoutQueues => _withoutQueues.Value;

    /// <summary>A registry where each officer has one search and one disclosure a minute.</summary>
    internal RegistryHost WithLimits => _withLimits.Value;

    /// <summary>A registry whose geocoder never comes to an end, so that registrations stay on their way.</summary>
    internal RegistryHost WithoutGeocoder => _withoutGeocoder.Value;

    /// <summary>A registry whose owners confirm their e-mail address, and whose mails stay in its outbox.</summary>
    internal RegistryHost WithMail => _withMail.Value;

    /// <summary>Registers where owners confirm their e-mail address. Each test has addresses of its own, so that nobody registers twice.</summary>
    internal Task<(string Id, string Token)> RegisterWithMailAsync(string email) =>
        WithMail.RegisterAsync(RegistryHost.Form(form => form["owner"]!["email"] = email));

    /// <summary>The token of the link in the newest mail to an address, once there is one.</summary>
    /// <param name="email">Whose mail.</param>
    /// <param name="page">Where the link leads: <c>confirm</c> or <c>manage</c>.</param>
    internal async Task<string> MailedTokenAsync(string email, string page = "confirm")
    {
        string? link = null;
        await Eventually.True(async () =>
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, "/local/outbox");
            request.Headers.Accept.ParseAdd("application/json");
            using var response = await WithMail.Client.SendAsync(request, TestContext.Current.CancellationToken);
            var mails = await response.Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken);
            link = mails.EnumerateArray().Where(mail => mail.GetProperty("to").GetString() == email)
                .SelectMany(mail => mail.GetProperty("links").EnumerateArray().Select(item => item.GetString()!))
                .FirstOrDefault(item => item.Contains($"/{page}/#id=", StringComparison.Ordinal));
            return link is not null;
        });
        return link![(link!.IndexOf("&token=", StringComparison.Ordinal) + "&token=".Length)..];
    }

    private async Task<RegistryHost> StartAsync()
    {
        var beats = Path.Combine(_files.FullName, "beats.geojson");
        await File.WriteAllTextAsync(beats, Beats, TestContext.Current.CancellationToken);
        return RegistryHost.Start(_azurite.NewAccount(), new Dictionary<string, string?>
        {
            ["Beats:File"] = beats,
            ["Limits:DisclosuresPerMinute"] = "1000000",
        });
    }

    /// <summary>A registry of which one kind of storage does not answer: <c>Blob</c> or <c>Queue</c>.</summary>
    private RegistryHost StartWithout(string storage)
    {
        return RegistryHost.Start(
            _nowhere.InsteadOf(storage, _azurite.NewAccount()),
            configureServices: services => services.AddSingleton(new AuditLimits { Patience = TimeSpan.FromMilliseconds(100) }));
    }

    private RegistryHost StartWithLimits() => RegistryHost.Start(
        _azurite.NewAccount(), new Dictionary<string, string?> { ["Limits:SearchesPerMinute"] = "1", ["Limits:DisclosuresPerMinute"] = "1" });

    private RegistryHost StartWithMail() => RegistryHost.Start(_azurite.NewAccount(), new Dictionary<string, string?> { ["Mailer"] = "outbox" });

    private RegistryHost StartWithoutGeocoder()
    {
        var geocoder = new Mock<IGeocoder>();
        geocoder.Setup(never => never.GeocodeAsync(It.IsAny<PostalAddress>(), It.IsAny<CancellationToken>()))
            .Returns(async (PostalAddress _, CancellationToken cancellationToken) =>
            {
                await Task.Delay(Timeout.Infinite, cancellationToken);
                throw new InvalidOperationException("It came to an end.");
            });
        return RegistryHost.Start(_azurite.NewAccount(), configureServices: services => services.AddSingleton(geocoder.Object));
    }

    /// <summary>A value for each parameter of a path, such that the registry knows it.</summary>
    internal string KnownValueOf(string parameter) => parameter switch
    {
        "id" => Known.Id,
        "code" => PlacardCode,
        _ => throw new ArgumentException($"Say here what a test may put for the parameter '{parameter}'."),
    };

    /// <summary>A request to an operation with an empty JSON object where it takes a body, and the header that a test gives.</summary>
    internal static HttpRequestMessage Request(string method, string path, string? header = null, string? value = null)
    {
        var request = new HttpRequestMessage(new HttpMethod(method), path);
        if (method is "POST" or "PUT" or "PATCH")
        {
            request.Content = new ByteArrayContent("{}"u8.ToArray()) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };
        }

        if (header is not null)
        {
            request.Headers.TryAddWithoutValidation(header, value);
        }

        return request;
    }

    /// <summary>Sends such a request.</summary>
    internal async Task<HttpResponseMessage> SendAsync(string method, string path, string? header = null, string? value = null)
    {
        using var request = Request(method, path, header, value);
        return await Registry.Client.SendAsync(request, TestContext.Current.CancellationToken);
    }
}

/// <summary>The tests that share the registry.</summary>
[CollectionDefinition(Name)]
public sealed class SharedApi : ICollectionFixture<ApiFixture>
{
    /// <summary>What test classes join it by.</summary>
    public const string Name = "Api";
}
