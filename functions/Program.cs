using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Extensions.Hosting;
using ServerlessRegistry;
using ServerlessRegistry.City;
using ServerlessRegistry.Operations;
using ServerlessRegistry.Settings;

SettingFailures.EndTheProcessWithASentence();
var builder = FunctionsApplication.CreateBuilder(args);
builder.ConfigureFunctionsWebApplication();
builder.Configuration.AddSiteOnThisMachine();
builder.Configuration.AddCitySample();

if (OperationRunner.IsAskedFor(args))
{
    Environment.ExitCode = await OperationRunner.RunAsync(args, builder.Configuration);
    return;
}

builder.Services.AddRegistry(builder.Configuration);

await builder.Build().RunAsync();
