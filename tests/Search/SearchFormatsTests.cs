using Microsoft.AspNetCore.Http;
using ServerlessRegistry.Search;

namespace ServerlessRegistry.Tests.Search;

public sealed class SearchFormatsTests
{
    [Theory]
    [InlineData(null, "GeoJson")]
    [InlineData("*/*", "GeoJson")]
    [InlineData("application/geo+json", "GeoJson")]
    [InlineData("application/*", "GeoJson")]
    [InlineData("text/csv", "Csv")]
    [InlineData("TEXT/CSV", "Csv")]
    [InlineData("text/*", "Csv")]
    [InlineData("text/csv, */*;q=0.1", "Csv")]
    [InlineData("text/csv;q=0.5, */*", "GeoJson")]
    [InlineData("text/csv, application/geo+json", "GeoJson")]
    [InlineData("application/geo+json;q=0.2, text/csv;q=0.3", "Csv")]
    [InlineData("application/geo+json;q=0, */*", "Csv")]
    [InlineData("text/html", null)]
    [InlineData("text/csv;q=0", null)]
    [InlineData("application/geo+json;q=0, text/csv;q=0, */*", null)]
    public void Format_OfAnAcceptHeader_IsTheOneItLikesBest(string? accept, string? format)
    {
        var context = new DefaultHttpContext();
        context.Request.Headers.Accept = accept;

        Assert.Equal(format, SearchFormats.AcceptedBy(context.Request)?.ToString());
    }
}
