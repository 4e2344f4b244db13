using System.Globalization;
using System.Reflection;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Abstractions;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using ServerlessRegistry.Localhost.Functions;

namespace ServerlessRegistry.Localhost.Http;

/// <summary>Runs the function of a request and writes its result.</summary>
internal sealed partial class HttpDispatcher(FunctionKeys keys, IHostApplicationLifetime lifetime, ILogger<HttpDispatcher> logger)
{
    /// <summary>The largest request body, in bytes: 100 MiB, as in Azure.</summary>
    public const long BodyLimit = 100 * 1024 * 1024;

    /// <summary>Middleware: whatever fails outside a function is answered as a failing function is, and logged.</summary>
    public async Task AnswerFailuresAsync(HttpContext context, RequestDelegate next)
    {
        try
        {
            await next(context);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // Nobody is left to answer.
        }
        catch (Exception exception)
        {
            LogRequestFailed(logger, exception);
            Fail(context);
        }
    }

    /// <summary>Answers one request.</summary>
    public async Task RunAsync(HttpFunction function, HttpContext context)
    {
        if (!keys.Allow(function, context.Request))
        {
            context.Response.StatusCode = StatusCodes.Status401Unauthorized;
            return;
        }

        if (context.Request.ContentLength > BodyLimit)
        {
            LogTooLarge(logger, function.Function.Name, context.Request.ContentLength.Value);
            Fail(context);
            return;
        }

        using var ending = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, lifetime.ApplicationStopping);
        try
        {
            var result = await FunctionInvoker.InvokeAsync(
                function.Function, parameter => Bind(function, parameter, context), context.RequestServices, ending.Token);
            await WriteAsync(result, context);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            LogClientGone(logger, function.Function.Name);
        }
        catch (Exception exception)
        {
            LogFailed(logger, exception, function.Function.Name);
            Fail(context);
        }
    }

    private static object? Bind(HttpFunction function, ParameterInfo parameter, HttpContext context)
    {
        if (parameter == function.Function.TriggerParameter)
        {
            return context.Request;
        }

        if (context.GetRouteValue(parameter.Name!) is string value)
        {
            return parameter.ParameterType == typeof(string) ? value : int.Parse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
        }

        if (parameter.HasDefaultValue)
        {
            return parameter.DefaultValue;
        }

        return parameter.ParameterType == typeof(int)
            ? throw new InvalidOperationException($"The route has no value for parameter '{parameter.Name}': give it a default value or make it nullable.")
            : null;
    }

    private static Task WriteAsync(object? result, HttpContext context) => result switch
    {
        IResult direct => direct.ExecuteAsync(context),
        IActionResult action => action.ExecuteResultAsync(new ActionContext(context, context.GetRouteData(), new ActionDescriptor())),
        _ => Task.CompletedTask,
    };

    private static void Fail(HttpContext context)
    {
        if (context.Response.HasStarted)
        {
            context.Abort();
            return;
        }

        context.Response.Clear();
        context.Response.StatusCode = StatusCodes.Status500InternalServerError;
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "A request failed before it reached a function.")]
    private static partial void LogRequestFailed(ILogger logger, Exception exception);

    [LoggerMessage(Level = LogLevel.Error, Message = "Function '{Function}' did not run: a body of {Length} bytes is above the limit.")]
    private static partial void LogTooLarge(ILogger logger, string function, long length);

    [LoggerMessage(Level = LogLevel.Debug, Message = "Function '{Function}' ended early: the client went away.")]
    private static partial void LogClientGone(ILogger logger, string function);

    [LoggerMessage(Level = LogLevel.Error, Message = "Function '{Function}' failed.")]
    private static partial void LogFailed(ILogger logger, Exception exception, string function);
}
