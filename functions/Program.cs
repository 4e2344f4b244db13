using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Extensions.Hosting;
using ServerlessRegistry;
using ServerlessRegistry.City;
using ServerlessRegistry.Operations;
using ServerlessRegistry.Settings;
using ServerlessRegistry.Storage;

SettingFailures.EndTheProcessWithASentence();
var builder = FunctionsApplication.CreateBuilder(args);
builder.Configuration.AddSiteOnThisMachine();
builder.Configuration.AddCitySample();

if (OperationRunner.IsAskedFor(args))
{
    Environment.ExitCode = await OperationRunner.RunAsync(args, builder.Configuration);
    return;
}

// After the settings: the Functions worker notes the port of its own server among them.
builder.ConfigureFunctionsWebApplication();
builder.Services.AddRegistry(builder.Configuration).AddStoragePreparation();

await builder.Build().RunAsync();
