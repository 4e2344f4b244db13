using System.Globalization;
using System.Reflection;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.IdentityModel.Tokens;
using ServerlessRegistry.Beats;
using ServerlessRegistry.City;
using ServerlessRegistry.Disclosures;
using ServerlessRegistry.Geocoding.AzureMaps;
using ServerlessRegistry.Localhost.Azurite;
using ServerlessRegistry.Notifications;

namespace ServerlessRegistry.Tests.Infrastructure;

/// <summary>Which settings something reads, as the code says.</summary>
internal static class KnownSettings
{
    /// <summary>What the Functions host, its platform or the local host reads by itself.</summary>
    private static readonly string[] Host =
    [
        "APPLICATIONINSIGHTS_AUTHENTICATION_STRING",
        "APPLICATIONINSIGHTS_CONNECTION_STRING",
        "AzureWebJobsStorage",
        "FUNCTIONS_WORKER_RUNTIME",
        "FunctionKeys__Master",
        "OTEL_EXPORTER_OTLP_ENDPOINT",
        "OTEL_EXPORTER_OTLP_HEADERS",
        "OTEL_EXPORTER_OTLP_PROTOCOL",
        "OTEL_EXPORTER_OTLP_TIMEOUT",
        "OTEL_TRACES_SAMPLER",
        "OTEL_TRACES_SAMPLER_ARG",
    ];

    /// <summary>Settings of a development machine, and those for which Azure has another way.</summary>
    private static readonly string[] NotInAzure =
    [
        "AzureMaps__Endpoint",
        "AzureMaps__SubscriptionKey",
        "AzureMaps__Timeout",
        "AzureWebJobsStorage",
        "AzureWebJobsStorage__blobServiceUri",
        "AzureWebJobsStorage__queueServiceUri",
        "AzureWebJobsStorage__tableServiceUri",
        "Beats__File",
        "Encryption__KeyFile",
        "FUNCTIONS_WORKER_RUNTIME",
        "Mailer",
        "OTEL_EXPORTER_OTLP_ENDPOINT",
        "OTEL_EXPORTER_OTLP_HEADERS",
        "OTEL_EXPORTER_OTLP_PROTOCOL",
        "OTEL_EXPORTER_OTLP_TIMEOUT",
        "OTEL_TRACES_SAMPLER",
        "OTEL_TRACES_SAMPLER_ARG",
    ];

    /// <summary>The beginnings of names of a development machine: its storage, its keys of functions, its collector of telemetry.</summary>
    private static readonly string[] NotInAzureBeginnings = ["Azurite__", "FunctionKeys__", "OTEL_"];

    /// <summary>The names of the city's settings that hold one value each, such as <c>City__Contact__Email</c>; a list is one name.</summary>
    public static IEnumerable<string> OfTheCity { get; } = Leaves(CityProgram.Section, typeof(CityProgram));

    /// <summary>Whether the setting has a reader.</summary>
    public static bool IsRead(string name) => name.Split("__") switch
    {
        ["City", ..] => OfTheCity.Contains(WithoutNumber(name)),
        ["Geocoder" or "Mailer" or "Confirmation"] => true,
        ["Mail", "From" or "FromName" or "ReplyTo" or "RetryDelay"] => true,
        ["Mail", "Smtp", var property] => typeof(SmtpOptions).GetProperty(property) is not null,
        ["Disclosures", var property] => typeof(DisclosureOptions).GetProperty(property) is not null,
        ["Beats", var property] => typeof(BeatOptions).GetProperty(property) is not null,
        ["Encryption", "CurrentKey" or "IndexKey" or "KeyFile"] or ["Encryption", "Keys", _] => true,
        ["Search", "ContinuationKey"] => true,
        ["Limits", "SearchesPerMinute" or "DisclosuresPerMinute"] => true,
        ["Azurite", var property] => typeof(AzuriteOptions).GetProperty(property) is not null,
        ["AzureMaps", var property] => typeof(AzureMapsOptions).GetProperty(property) is not null,
        ["demo" or "demo-seed"] => true,
        ["FunctionKeys", "Host", _] or ["FunctionKeys", "Functions", _, _] => true,
        ["AzureWebJobsStorage", "blobServiceUri" or "queueServiceUri" or "tableServiceUri" or "accountName" or "credential" or "clientId"] => true,
        ["Authentication", "Schemes", JwtBearerDefaults.AuthenticationScheme, var property, ..] =>
            typeof(JwtBearerOptions).GetProperty(property) is not null || typeof(TokenValidationParameters).GetProperty(property) is not null,
        _ => Host.Contains(name),
    };

    /// <summary>Whether a deployment has to be able to set it.</summary>
    public static bool IsForAzure(string name) =>
        !NotInAzure.Contains(name) && !Array.Exists(NotInAzureBeginnings, beginning => name.StartsWith(beginning, StringComparison.Ordinal));

    /// <summary>The setting of a whole list, for the setting of one of its items.</summary>
    public static string WithoutNumber(string name) =>
        name.Split("__") is [.. var list, var last] && int.TryParse(last, NumberStyles.None, CultureInfo.InvariantCulture, out _)
            ? string.Join("__", list)
            : name;

    private static IEnumerable<string> Leaves(string prefix, Type type) =>
        type.GetProperties(BindingFlags.Public | BindingFlags.Instance).SelectMany(property =>
            property.PropertyType.Namespace == typeof(CityProgram).Namespace
                ? Leaves($"{prefix}__{property.Name}", property.PropertyType)
                : [$"{prefix}__{property.Name}"]);
}
