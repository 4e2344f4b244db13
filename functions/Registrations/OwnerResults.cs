using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;
using ServerlessRegistry.City;
using ServerlessRegistry.Requests;

namespace ServerlessRegistry.Registrations;

/// <summary>Shows owners their registration, and of which version it is.</summary>
public sealed class OwnerResults(IOptions<CityProgram> program)
{
    /// <summary>The answer that shows a registration.</summary>
    public IResult Of(HttpRequest request, Registration registration)
    {
        var view = ViewOf(registration);
        request.HttpContext.Response.Headers.CacheControl = "no-store";
        request.HttpContext.Response.Headers.ETag = RegistrationVersion.Of(view);

        // In Azure the pages come from another host name, and browsers hide the ETag from them unless they are told not to.
        request.HttpContext.Response.Headers.AccessControlExposeHeaders = HeaderNames.ETag;
        return TypedResults.Json(view, ApiJson.Default.RegistrationView);
    }

    /// <summary>A registration as its owner sees it.</summary>
    public RegistrationView ViewOf(Registration registration) => RegistrationView.Of(registration, program.Value);

    /// <summary>Whether a registration is the version that the caller wants to change.</summary>
    public bool IsExpected(HttpRequest request, Registration registration) =>
        RegistrationVersion.IsMet(request, RegistrationVersion.Of(ViewOf(registration)));
}
