using System.Diagnostics;

namespace ServerlessRegistry.Benchmarks.Laboratory;

/// <summary>A process that a run started, and that is gone when the run ends.</summary>
internal sealed class ChildProcess : IAsyncDisposable
{
    private readonly Process _process;
    private readonly StreamWriter _log;

    private ChildProcess(Process process, StreamWriter log)
    {
        _process = process;
        _log = log;
    }

    /// <summary>Its id.</summary>
    public int Id => _process.Id;

    /// <summary>Whether it has ended.</summary>
    public bool HasEnded => _process.HasExited;

    /// <summary>Starts it.</summary>
    /// <param name="start">What to start.</param>
    /// <param name="log">The file that its output is added to.</param>
    /// <param name="read">Looks at each line of its output.</param>
    public static ChildProcess Start(ProcessStartInfo start, string log, Action<string>? read = null)
    {
        start.RedirectStandardInput = start.RedirectStandardOutput = start.RedirectStandardError = true;
        var writer = new StreamWriter(log, append: true) { AutoFlush = true };
        var child = new ChildProcess(Process.Start(start)!, writer);
        child._process.OutputDataReceived += (_, line) => child.Note(line.Data, read);
        child._process.ErrorDataReceived += (_, line) => child.Note(line.Data, read);
        child._process.BeginOutputReadLine();
        child._process.BeginErrorReadLine();
        return child;
    }

    /// <summary>Kills it: it gets no chance to write or to say anything.</summary>
    public async Task KillAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
        }

        await _process.WaitForExitAsync();
    }

    /// <summary>What it takes of the machine now.</summary>
    public ProcessFigures Figures()
    {
        _process.Refresh();
        return new ProcessFigures(_process.WorkingSet64, _process.Threads.Count, OpenFiles("*"), _process.TotalProcessorTime);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        _process.Dispose();
        lock (_log)
        {
            _log.Dispose();
        }
    }

    private int OpenFiles(string pattern)
    {
        var folder = $"/proc/{_process.Id}/fd";
        return Directory.Exists(folder) ? Directory.EnumerateFileSystemEntries(folder, pattern).Count() : _process.HandleCount;
    }

    private void Note(string? line, Action<string>? read)
    {
        if (line is null)
        {
            return;
        }

        lock (_log)
        {
            if (_log.BaseStream is { CanWrite: true })
            {
                _log.WriteLine(line);
            }
        }

        read?.Invoke(line);
    }
}

/// <summary>What a process takes of the machine.</summary>
/// <param name="Memory">Its resident memory, in bytes.</param>
/// <param name="Threads">Its threads.</param>
/// <param name="Handles">Its open files and sockets.</param>
/// <param name="Processor">The processor time that it has used so far.</param>
internal readonly record struct ProcessFigures(long Memory, int Threads, int Handles, TimeSpan Processor);
