using System.ComponentModel;
using System.Diagnostics;

namespace ServerlessRegistry.Localhost.Azurite;

/// <summary>Names a process so that a later one, which the system gave the same id, is not taken for it.</summary>
/// <param name="Id">The process id.</param>
/// <param name="Started">When it started, in UTC.</param>
internal readonly record struct ProcessMark(int Id, DateTime Started)
{
    /// <summary>Start times are reckoned from the boot time, which each reader measures for itself and the clock moves a little.</summary>
    private static readonly TimeSpan Tolerance = TimeSpan.FromSeconds(5);

    /// <summary>The mark of a running process.</summary>
    public static ProcessMark Of(Process process) => new(process.Id, process.StartTime.ToUniversalTime());

    /// <summary>The process, if it still runs; the caller disposes it.</summary>
    public Process? Find()
    {
        Process? process = null;
        try
        {
            process = Process.GetProcessById(Id);
            if (!process.HasExited && (process.StartTime.ToUniversalTime() - Started).Duration() <= Tolerance)
            {
                return process;
            }
        }
        catch (Exception exception) when (exception is ArgumentException or InvalidOperationException or Win32Exception)
        {
            // It ended, or belongs to somebody else.
        }

        process?.Dispose();
        return null;
    }
}

/// <summary>What an Azurite's folder says of it.</summary>
/// <param name="Azurite">The Azurite that keeps its data there.</param>
/// <param name="Owner">The process that will stop it.</param>
internal sealed record AzuriteOwnership(ProcessMark Azurite, ProcessMark Owner);
