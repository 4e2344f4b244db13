using System.Globalization;
using System.Reflection;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Abstractions;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Logging;
using ServerlessRegistry.Localhost.Functions;

namespace ServerlessRegistry.Localhost.Http;

/// <summary>Runs the function of a request and writes its result.</summary>
internal sealed partial class HttpDispatcher(FunctionKeys keys, ILogger<HttpDispatcher> logger)
{
    /// <summary>Answers one request.</summary>
    public async Task RunAsync(HttpFunction function, HttpContext context)
    {
        if (!keys.Allow(function, context.Request))
        {
            context.Response.StatusCode = StatusCodes.Status401Unauthorized;
            return;
        }

        try
        {
            var result = await FunctionInvoker.InvokeAsync(
                function.Function, parameter => Bind(function, parameter, context), context.RequestServices, context.RequestAborted);
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

        var value = context.GetRouteValue(parameter.Name!) as string;
        var type = Nullable.GetUnderlyingType(parameter.ParameterType) ?? parameter.ParameterType;
        return type == typeof(string) ? value
            : value is null ? (parameter.ParameterType == type ? 0 : null)
            : int.Parse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
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

    [LoggerMessage(Level = LogLevel.Debug, Message = "Function '{Function}' ended early: the client went away.")]
    private static partial void LogClientGone(ILogger logger, string function);

    [LoggerMessage(Level = LogLevel.Error, Message = "Function '{Function}' failed.")]
    private static partial void LogFailed(ILogger logger, Exception exception, string function);
}
