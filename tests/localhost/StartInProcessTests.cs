using System.Net;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using ServerlessRegistry.Localhost;

namespace ServerlessRegistry.Tests.Localhost;

/// <summary>The whole app inside a test: its own <c>Program.cs</c>, on Kestrel, with the test's settings.</summary>
public sealed class StartInProcessTests(AzuriteFixture azurite) : IDisposable
{
    private readonly StartFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task App_WithSettingsOfATest_HasThemBeforeItRegistersItsServices()
    {
        await File.WriteAllTextAsync(
            _folder.PathOf("local.settings.json"), """{ "Values": { "FromTheFile": "file", "FromBoth": "file" } }""", TestContext.Current.CancellationToken);
        using var factory = new AppFactory(new()
        {
            ["AzureWebJobsScriptRoot"] = _folder.PathOf(""),
            ["AzureWebJobsStorage"] = azurite.NewAccount(),
            ["Encryption:KeyFile"] = _folder.KeyFile,
            ["FromBoth"] = "test",
            ["urls"] = "http://127.0.0.1:0",
        });
        factory.UseKestrel();
        factory.StartServer();
        using var client = new HttpClient { BaseAddress = factory.ClientOptions.BaseAddress };

        using var token = await client.GetAsync("/local/token?role=Registry.Officer", TestContext.Current.CancellationToken);
        using var nothing = await client.GetAsync("/api/no-such-function", TestContext.Current.CancellationToken);

        // The file's values can only be there if CreateBuilder, the first line of Program.cs, knew its folder.
        var configuration = factory.Services.GetRequiredService<IConfiguration>();
        Assert.Equal(("file", "test"), (configuration["FromTheFile"], configuration["FromBoth"]));
        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.NotFound), (token.StatusCode, nothing.StatusCode));
        Assert.False(Directory.Exists(_folder.PathOf(".azurite")));
    }

    [Fact]
    public void App_WithAWrongSetting_FailsTheStartOfTheTest()
    {
        using var factory = new AppFactory(new() { ["AzureWebJobsScriptRoot"] = _folder.PathOf("nowhere") });

        var failure = Assert.Throws<StartException>(factory.StartServer);

        Assert.Contains("nowhere", failure.Message, StringComparison.Ordinal);
    }

    private sealed class AppFactory(Dictionary<string, string?> settings) : WebApplicationFactory<Program>
    {
        protected override void ConfigureWebHost(IWebHostBuilder builder)
        {
            foreach (var (name, value) in settings)
            {
                builder.UseSetting(name, value);
            }
        }
    }
}
