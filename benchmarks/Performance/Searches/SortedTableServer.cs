using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Azure.Data.Tables;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace ServerlessRegistry.Benchmarks.Performance.Searches;

/// <summary>
/// The Table service on a loopback port as far as its reads of ranges go, with the cost that Azure has and Azurite has not: rows are sorted
/// by PartitionKey and RowKey, and a query reads the rows of its range and no other. A page has up to 1,000 rows. What it does not
/// hold itself it passes on to a real emulator, so that a whole registry runs on it.
/// </summary>
internal sealed partial class SortedTableServer : IAsyncDisposable
{
    private const int PageSize = 1_000;
    private readonly WebApplication _application;
    private readonly Dictionary<string, Table> _tables;
    private readonly HttpClient _client = new(new SocketsHttpHandler { AutomaticDecompression = System.Net.DecompressionMethods.None });
    private readonly Uri _behind;

    private SortedTableServer(WebApplication application, Dictionary<string, Table> tables, Uri behind)
    {
        _application = application;
        _tables = tables;
        _behind = behind;
    }

    /// <summary>The connection string of the emulator's account, with its tables read here.</summary>
    public required string ConnectionString { get; init; }

    /// <summary>Starts it on a free port.</summary>
    /// <param name="account">The connection string of the account in the emulator.</param>
    /// <param name="tables">The rows of the tables that it holds.</param>
    /// <param name="cancellationToken">Gives the start up.</param>
    public static async Task<SortedTableServer> StartAsync(
        string account, IReadOnlyDictionary<string, IEnumerable<TableEntity>> tables, CancellationToken cancellationToken)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var application = builder.Build();
        var endpoint = TableEndpoint().Match(account);
        SortedTableServer? server = null;
        application.Run(context => server!.AnswerAsync(context));
        await application.StartAsync(cancellationToken);
        var address = new Uri(application.Urls.Single());
        var behind = new Uri(endpoint.Groups[1].Value);
        server = new SortedTableServer(application, tables.ToDictionary(table => table.Key, table => new Table(table.Value)), behind)
        {
            ConnectionString = account.Replace(endpoint.Value, $"TableEndpoint={new Uri(address, behind.AbsolutePath)};", StringComparison.Ordinal),
        };
        return server;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _application.DisposeAsync();
    }

    private async Task AnswerAsync(HttpContext context)
    {
        var name = context.Request.Path.Value!.Split('/')[^1];
        if (context.Request.Method == "GET" && name.EndsWith("()", StringComparison.Ordinal) && _tables.TryGetValue(name[..^2], out var table))
        {
            await AnswerAsync(context, table);
            return;
        }

        await PassOnAsync(context);
    }

    private static async Task AnswerAsync(HttpContext context, Table table)
    {
        var query = context.Request.Query;
        var (from, to) = Range(query["$filter"].ToString());
        if (query["NextPartitionKey"].ToString() is { Length: > 0 } partition)
        {
            from = (partition, query["NextRowKey"].ToString());
        }

        var (first, end) = (table.FirstAtLeast(from), table.FirstAtLeast(to));
        var last = Math.Min(end, first + PageSize);
        if (last < end)
        {
            context.Response.Headers["x-ms-continuation-NextPartitionKey"] = table.Keys[last].Partition;
            context.Response.Headers["x-ms-continuation-NextRowKey"] = table.Keys[last].Row;
        }

        context.Response.ContentType = "application/json;odata=minimalmetadata;streaming=true;charset=utf-8";
        context.Response.Headers["x-ms-version"] = "2019-02-02";
        var body = context.Response.BodyWriter;
        body.Write("{\"odata.metadata\":\"http://127.0.0.1/$metadata#Map\",\"value\":["u8);
        for (var index = first; index < last; index++)
        {
            if (index > first)
            {
                body.Write(","u8);
            }

            body.Write(table.Rows[index]);
        }

        body.Write("]}"u8);
        await body.FlushAsync(context.RequestAborted);
    }

    /// <summary>The first key that a filter takes in, and the first behind it. A filter of another form is not expected.</summary>
    private static ((string, string) From, (string, string) To) Range(string filter)
    {
        if (filter.Length == 0)
        {
            return (("", ""), ("\uFFFF", ""));
        }

        if (RowRange().Match(filter) is { Success: true } rows)
        {
            return ((rows.Groups[1].Value, rows.Groups[2].Value), (rows.Groups[1].Value, rows.Groups[3].Value));
        }

        var partitions = PartitionRange().Match(filter);
        return partitions.Success
            ? ((partitions.Groups[1].Value, ""), (partitions.Groups[2].Value + "\0", ""))
            : throw new NotSupportedException($"No range of keys: {filter}");
    }

    private async Task PassOnAsync(HttpContext context)
    {
        var request = context.Request;
        using var passed = new HttpRequestMessage(new HttpMethod(request.Method), new Uri(_behind, $"{request.Path}{request.QueryString}"));
        if (request.ContentLength > 0 || request.Headers.TransferEncoding.Count > 0)
        {
            passed.Content = new StreamContent(request.Body);
        }

        foreach (var (header, values) in request.Headers.Where(header => header.Key is not "Host" and not "Connection"))
        {
            if (!passed.Headers.TryAddWithoutValidation(header, (IEnumerable<string?>)values))
            {
                passed.Content?.Headers.TryAddWithoutValidation(header, (IEnumerable<string?>)values);
            }
        }

        using var response = await _client.SendAsync(passed, HttpCompletionOption.ResponseHeadersRead, context.RequestAborted);
        context.Response.StatusCode = (int)response.StatusCode;
        foreach (var (header, values) in response.Headers.Concat(response.Content.Headers).Where(header => header.Key is not "Transfer-Encoding" and not "Connection"))
        {
            context.Response.Headers[header] = values.ToArray();
        }

        await response.Content.CopyToAsync(context.Response.Body, context.RequestAborted);
    }

    [GeneratedRegex("TableEndpoint=([^;]*);")]
    private static partial Regex TableEndpoint();

    [GeneratedRegex("^PartitionKey eq '([^']*)' and RowKey ge '([^']*)' and RowKey lt '([^']*)'$")]
    private static partial Regex RowRange();

    [GeneratedRegex("^PartitionKey ge '([^']*)' and PartitionKey le '([^']*)'$")]
    private static partial Regex PartitionRange();

    /// <summary>Rows in the order of their keys, each as it goes over the wire.</summary>
    private sealed class Table
    {
        public Table(IEnumerable<TableEntity> rows)
        {
            var written = rows.Select(row => (Key: (row.PartitionKey, row.RowKey), Row: Write(row))).ToList();
            Keys = [.. written.Select(row => row.Key)];
            Rows = [.. written.Select(row => row.Row)];
            Array.Sort(Keys, Rows, Comparer<(string Partition, string Row)>.Create(Compare));
        }

        public (string Partition, string Row)[] Keys { get; }

        public byte[][] Rows { get; }

        public int FirstAtLeast((string Partition, string Row) key)
        {
            var (low, high) = (0, Keys.Length);
            while (low < high)
            {
                var middle = (low + high) / 2;
                (low, high) = Compare(Keys[middle], key) < 0 ? (middle + 1, high) : (low, middle);
            }

            return low;
        }

        private static int Compare((string Partition, string Row) one, (string Partition, string Row) other) =>
            string.CompareOrdinal(one.Partition, other.Partition) is var partitions and not 0 ? partitions : string.CompareOrdinal(one.Row, other.Row);

        private static byte[] Write(TableEntity row)
        {
            using var stream = new MemoryStream();
            using (var json = new Utf8JsonWriter(stream))
            {
                json.WriteStartObject();
                json.WriteString("odata.etag", "W/\"datetime'2026-11-23T00%3A00%3A00.0000000Z'\"");
                json.WriteString("Timestamp", "2026-11-23T00:00:00.0000000Z");
                foreach (var (name, value) in row.Where(property => property.Value is not null))
                {
                    WriteProperty(json, name, value);
                }

                json.WriteEndObject();
            }

            return stream.ToArray();
        }

        /// <summary>As the service and Azurite write them: a double that is whole has a decimal, by which it is told from an integer.</summary>
        private static void WriteProperty(Utf8JsonWriter json, string name, object value)
        {
            switch (value)
            {
                case double number:
                    json.WritePropertyName(name);
                    json.WriteRawValue(number.ToString(double.IsInteger(number) ? "0.0" : "R", CultureInfo.InvariantCulture));
                    break;
                case int number:
                    json.WriteNumber(name, number);
                    break;
                case DateTimeOffset time:
                    json.WriteString($"{name}@odata.type", "Edm.DateTime");
                    json.WriteString(name, time.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.fffffffZ", CultureInfo.InvariantCulture));
                    break;
                default:
                    json.WriteString(name, (string)value);
                    break;
            }
        }
    }
}

/// <summary>Writes bytes to a pipe.</summary>
file static class PipeText
{
    public static void Write(this System.IO.Pipelines.PipeWriter writer, ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(writer.GetSpan(bytes.Length));
        writer.Advance(bytes.Length);
    }
}
