using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;
using ServerlessRegistry.Localhost.Access;
using ServerlessRegistry.Localhost.Outbox;

namespace ServerlessRegistry.Localhost.Hosting;

/// <summary>Says on the console, once everything runs, where to go.</summary>
internal sealed class StartMessage(
    IHostApplicationLifetime lifetime, IServer server, IConfiguration configuration, StorageDescription storage, IServiceProvider services)
    : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        lifetime.ApplicationStarted.Register(() => Console.WriteLine(Text()));
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private string Text()
    {
        var address = server.Features.Get<IServerAddressesFeature>()?.Addresses.FirstOrDefault()?.TrimEnd('/') ?? "";
        var officers = LocalTokens.AreIssued(configuration)
            ? $"{address}/local/token?role=Registry.Officer"
            : $"from {configuration[LocalTokens.AuthoritySetting] ?? "the issuer of Authentication:Schemes:Bearer"}";
        var outbox = LocalOutbox.IsIn(services) ? $"\n  Outbox          {address}{LocalOutbox.Path}" : "";
        return $"""

                The registry is running; Ctrl-C stops it.

                  Web page        {address}/
                  Officer token   {officers}{outbox}
                  Storage         {storage.Text}
                  Geocoder        {configuration["Geocoder"] ?? "streetGrid"}

                """;
    }
}
