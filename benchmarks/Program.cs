using ServerlessRegistry.Benchmarks.Performance.Starts;
using ServerlessRegistry.Benchmarks.Runs;

if (args is [EmptyApp.Argument, .. var ofTheApp])
{
    await EmptyApp.RunAsync(ofTheApp);
    return 0;
}

using var stop = new CancellationTokenSource();
Console.CancelKeyPress += (_, pressed) =>
{
    pressed.Cancel = true;
    stop.Cancel();
};
return await RunCatalog.RunAsync(args, Console.Out, Console.Error, stop.Token);
