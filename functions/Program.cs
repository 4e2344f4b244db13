using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Extensions.Hosting;
using ServerlessRegistry;
using ServerlessRegistry.City;

var builder = FunctionsApplication.CreateBuilder(args);
builder.ConfigureFunctionsWebApplication();
builder.Configuration.AddSiteOnThisMachine();
builder.Configuration.AddCitySample();
builder.Services.AddRegistry(builder.Configuration);

await builder.Build().RunAsync();
