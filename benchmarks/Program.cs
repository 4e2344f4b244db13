using ServerlessRegistry.Benchmarks.Search;

switch (args)
{
    case ["search", ..]:
        SearchCost.Run(Console.Out);
        Console.Out.WriteLine();
        AnswerCost.Run(Console.Out);
        return 0;
    default:
        Console.Error.WriteLine("Say what to measure: dotnet run -c Release --project benchmarks -- search");
        return 1;
}
