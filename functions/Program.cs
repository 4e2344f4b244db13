using Microsoft.Azure.Functions.Worker;

Console.WriteLine(typeof(FunctionAttribute));
