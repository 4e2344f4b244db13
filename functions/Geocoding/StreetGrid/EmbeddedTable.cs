namespace ServerlessRegistry.Geocoding.StreetGrid;

/// <summary>Reads the comma-separated tables beside this file, which are built into the assembly.</summary>
internal static class EmbeddedTable
{
    /// <summary>Turns each row of a table into a value. Empty lines and lines that start with <c>#</c> are skipped.</summary>
    /// <typeparam name="T">What a row stands for.</typeparam>
    /// <param name="fileName">The table's file name.</param>
    /// <param name="parse">Makes a value of a row's fields.</param>
    /// <exception cref="InvalidDataException">A row is not as the table's header says; the message names its line.</exception>
    public static List<T> Read<T>(string fileName, Func<string[], T> parse)
    {
        using var stream = typeof(EmbeddedTable).Assembly.GetManifestResourceStream(typeof(EmbeddedTable), fileName)
            ?? throw new InvalidDataException($"The assembly was built without {fileName}.");
        using var reader = new StreamReader(stream);

        var values = new List<T>();
        var lineNumber = 0;
        while (reader.ReadLine() is { } line)
        {
            lineNumber++;
            if (line.Length == 0 || line[0] == '#')
            {
                continue;
            }

            try
            {
                values.Add(parse(line.Split(',')));
            }
            catch (Exception exception) when (exception is FormatException or IndexOutOfRangeException or OverflowException)
            {
                throw new InvalidDataException($"Line {lineNumber} of {fileName} is not as its header says.", exception);
            }
        }

        return values;
    }
}
