using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Options;
using ServerlessRegistry.City;
using ServerlessRegistry.Requests;

namespace ServerlessRegistry.Registrations;

/// <summary><c>GET /api/registrations/{id}</c>: an owner sees what is registered.</summary>
public sealed class GetRegistration(OwnerAccess access, IOptions<CityProgram> program)
{
    /// <summary>Answers 200 with the registration. An unknown id and a wrong token both give 404.</summary>
    [Function(nameof(GetRegistration))]
    public async Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "registrations/{id}")] HttpRequest request,
        string id,
        CancellationToken cancellationToken)
    {
        if (await access.OpenAsync(request, id, cancellationToken) is not { } registration)
        {
            return Problems.NoSuchRegistration();
        }

        request.HttpContext.Response.Headers.CacheControl = "no-store";
        request.HttpContext.Response.Headers.ETag = registration.Version.ToString("H");
        return TypedResults.Json(RegistrationView.Of(registration, program.Value), ApiJson.Default.RegistrationView);
    }
}
