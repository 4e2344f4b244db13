using ServerlessRegistry.Benchmarks.Runs;

using var stop = new CancellationTokenSource();
Console.CancelKeyPress += (_, pressed) =>
{
    pressed.Cancel = true;
    stop.Cancel();
};
return await RunCatalog.RunAsync(args, Console.Out, Console.Error, stop.Token);
