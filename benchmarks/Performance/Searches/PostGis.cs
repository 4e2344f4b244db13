using System.Diagnostics;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Npgsql;
using NpgsqlTypes;
using ServerlessRegistry.Search;

namespace ServerlessRegistry.Benchmarks.Performance.Searches;

/// <summary>
/// What a city would otherwise run: PostgreSQL with PostGIS and an indexed geography, behind a small ASP.NET Core endpoint. A cluster of its
/// own in a temporary folder, on a Unix socket only.
/// </summary>
internal sealed class PostGis : IAsyncDisposable
{
    private const string Binaries = "/usr/lib/postgresql";

    private const string Nearest =
        """
        SELECT camera_id, registration_id, label, facing, field_of_view, range, retention_days, owner_kind, organization,
               ST_X(location::geometry), ST_Y(location::geometry), ST_Distance(location, ST_MakePoint($1, $2)::geography) AS distance, count(*) OVER ()
        FROM cameras WHERE ST_DWithin(location, ST_MakePoint($1, $2)::geography, $3) AND valid_until > now()
        ORDER BY distance LIMIT 200
        """;

    private readonly DirectoryInfo _folder;
    private readonly string _binaries;
    private readonly NpgsqlDataSource _source;
    private WebApplication? _application;

    private PostGis(DirectoryInfo folder, string binaries)
    {
        _folder = folder;
        _binaries = binaries;
        _source = NpgsqlDataSource.Create($"Host={folder.FullName};Username=postgres;Database=postgres;Command Timeout=300");
    }

    /// <summary>Where its endpoint answers.</summary>
    public Uri Address => new(_application!.Urls.Single());

    /// <summary>Starts a cluster and loads the cameras.</summary>
    /// <returns><see langword="null"/> where PostgreSQL and PostGIS are not installed.</returns>
    public static async Task<PostGis?> TryStartAsync(IEnumerable<MapCamera> cameras, CancellationToken cancellationToken)
    {
        var versions = Directory.Exists(Binaries) ? Directory.GetDirectories(Binaries) : [];
        if (versions.Select(version => Path.Combine(version, "bin")).FirstOrDefault(bin => File.Exists(Path.Combine(bin, "initdb"))) is not { } binaries
            || !File.Exists(Path.Combine("/usr/share/postgresql", Path.GetFileName(Path.GetDirectoryName(binaries))!, "extension", "postgis.control")))
        {
            return null;
        }

        var postgres = new PostGis(Directory.CreateTempSubdirectory("registry-postgis-"), binaries);
        try
        {
            await postgres.StartAsync(cancellationToken);
            await postgres.LoadAsync(cameras, cancellationToken);
            return postgres;
        }
        catch
        {
            await postgres.DisposeAsync();
            throw;
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_application is not null)
        {
            await _application.DisposeAsync();
        }

        await _source.DisposeAsync();
        await RunAsync("pg_ctl", ["stop", "-D", Data, "-m", "immediate"], mustSucceed: false, CancellationToken.None);
        _folder.Delete(recursive: true);
    }

    private string Data => Path.Combine(_folder.FullName, "data");

    private async Task StartAsync(CancellationToken cancellationToken)
    {
        if (!OperatingSystem.IsWindows() && Environment.IsPrivilegedProcess)
        {
            // PostgreSQL refuses to run as root.
            File.SetUnixFileMode(_folder.FullName, (UnixFileMode)0b111_111_111);
        }

        await RunAsync("initdb", ["-D", Data, "-U", "postgres", "--auth=trust", "--no-sync"], mustSucceed: true, cancellationToken);
        await RunAsync(
            "pg_ctl",
            ["start", "-w", "-D", Data, "-l", Path.Combine(_folder.FullName, "log"), "-o", $"-c listen_addresses='' -c unix_socket_directories='{_folder.FullName}'"],
            mustSucceed: true,
            cancellationToken);
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        _application = builder.Build();
        _application.MapPost("/search", SearchAsync);
        await _application.StartAsync(cancellationToken);
    }

    private async Task LoadAsync(IEnumerable<MapCamera> cameras, CancellationToken cancellationToken)
    {
        await ExecuteAsync(
            """
            CREATE EXTENSION postgis;
            CREATE TABLE cameras (camera_id text PRIMARY KEY, registration_id text NOT NULL, location geography(Point, 4326), longitude float8, latitude float8,
              label text, facing float8, field_of_view float8, range float8, retention_days int, owner_kind text, organization text, valid_until timestamptz)
            """,
            cancellationToken);
        await using (var connection = await _source.OpenConnectionAsync(cancellationToken))
        await using (var import = await connection.BeginBinaryImportAsync(
            "COPY cameras (camera_id, registration_id, longitude, latitude, label, facing, field_of_view, range, retention_days, owner_kind, organization, valid_until) FROM STDIN BINARY",
            cancellationToken))
        {
            foreach (var camera in cameras)
            {
                await import.StartRowAsync(cancellationToken);
                await import.WriteAsync(camera.CameraId, cancellationToken);
                await import.WriteAsync(camera.RegistrationId, cancellationToken);
                await import.WriteAsync(camera.Point.Longitude, cancellationToken);
                await import.WriteAsync(camera.Point.Latitude, cancellationToken);
                await import.WriteAsync(camera.Label, cancellationToken);
                await import.WriteAsync(camera.Facing!.Value, cancellationToken);
                await import.WriteAsync(camera.FieldOfView!.Value, cancellationToken);
                await import.WriteAsync(camera.Range!.Value, cancellationToken);
                await import.WriteAsync(camera.RetentionDays, cancellationToken);
                await import.WriteAsync(camera.OwnerKind.ToString(), cancellationToken);
                await import.WriteAsync(camera.Organization, NpgsqlDbType.Text, cancellationToken);
                await import.WriteAsync(camera.ValidUntil.UtcDateTime, NpgsqlDbType.TimestampTz, cancellationToken);
            }

            await import.CompleteAsync(cancellationToken);
        }

        await ExecuteAsync("UPDATE cameras SET location = ST_MakePoint(longitude, latitude)::geography; CREATE INDEX ON cameras USING gist (location)", cancellationToken);
        await ExecuteAsync("VACUUM (ANALYZE) cameras", cancellationToken);
    }

    private async Task ExecuteAsync(string sql, CancellationToken cancellationToken)
    {
        await using var command = _source.CreateCommand(sql);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private async Task<IResult> SearchAsync(Circle circle, CancellationToken cancellationToken)
    {
        await using var command = _source.CreateCommand(Nearest);
        command.Parameters.Add(new NpgsqlParameter { Value = circle.Longitude });
        command.Parameters.Add(new NpgsqlParameter { Value = circle.Latitude });
        command.Parameters.Add(new NpgsqlParameter { Value = circle.Radius });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var stream = new MemoryStream();
        await using (var json = new Utf8JsonWriter(stream))
        {
            json.WriteStartObject();
            json.WriteString("type", "FeatureCollection");
            json.WriteStartArray("features");
            while (await reader.ReadAsync(cancellationToken))
            {
                Write(json, reader);
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        return TypedResults.Bytes(stream.GetBuffer().AsMemory(0, (int)stream.Length), "application/geo+json");
    }

    private static void Write(Utf8JsonWriter json, NpgsqlDataReader reader)
    {
        json.WriteStartObject();
        json.WriteString("type", "Feature");
        json.WriteStartObject("geometry");
        json.WriteString("type", "Point");
        json.WriteStartArray("coordinates");
        json.WriteNumberValue(reader.GetDouble(9));
        json.WriteNumberValue(reader.GetDouble(10));
        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteStartObject("properties");
        json.WriteString("cameraId", reader.GetString(0));
        json.WriteString("registrationId", reader.GetString(1));
        json.WriteString("label", reader.GetString(2));
        json.WriteNumber("facing", reader.GetDouble(3));
        json.WriteNumber("fieldOfView", reader.GetDouble(4));
        json.WriteNumber("range", reader.GetDouble(5));
        json.WriteString("ownerKind", reader.GetString(7));
        json.WriteString("organization", reader.IsDBNull(8) ? null : reader.GetString(8));
        json.WriteNumber("distance", Math.Round(reader.GetDouble(11), 1));
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private async Task RunAsync(string program, string[] arguments, bool mustSucceed, CancellationToken cancellationToken)
    {
        var path = Path.Combine(_binaries, program);
        var start = Environment.IsPrivilegedProcess
            ? new ProcessStartInfo("runuser", ["-u", "postgres", "--", path, .. arguments])
            : new ProcessStartInfo(path, arguments);
        start.RedirectStandardOutput = start.RedirectStandardError = true;
        start.WorkingDirectory = _folder.FullName;
        using var process = Process.Start(start)!;

        // The server that pg_ctl leaves behind holds the pipes, so their end is not waited for.
        process.OutputDataReceived += (_, _) => { };
        process.ErrorDataReceived += (_, _) => { };
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        while (!process.HasExited)
        {
            await Task.Delay(20, cancellationToken);
        }

        if (mustSucceed && process.ExitCode != 0)
        {
            throw new InvalidOperationException($"{program} ended with exit code {process.ExitCode}.");
        }
    }
}

/// <summary>A search of the endpoint.</summary>
internal sealed record Circle(double Longitude, double Latitude, double Radius);
