using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.FileProviders;

namespace ServerlessRegistry.Localhost.Http;

/// <summary>Serves the web site beside the functions, as a static web host does in Azure.</summary>
internal static class StaticSite
{
    /// <summary>Serves the folder's files at <c>/</c>, where there is such a folder.</summary>
    public static void UseStaticSite(this WebApplication app, string folder)
    {
        if (!Directory.Exists(folder))
        {
            return;
        }

        app.UseFileServer(new FileServerOptions { FileProvider = new PhysicalFileProvider(folder) });
    }
}
