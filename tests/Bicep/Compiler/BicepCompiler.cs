using System.Diagnostics;
using System.Reflection;
using System.Runtime.InteropServices;

namespace Steadfast.Bicep.Tests;

/// <summary>A Bicep compiler: the one that is restored as a package, and the one on PATH where there is one.</summary>
internal sealed record BicepCompiler(string Name, string Program)
{
    private static readonly TimeSpan Timeout = TimeSpan.FromMinutes(3);

    /// <summary>Every compiler of this machine; the package comes first.</summary>
    public static IReadOnlyList<BicepCompiler> All { get; } = [.. Find()];

    /// <summary>The compiler that snapshots are recorded with, so that all machines compare the same text.</summary>
    public static BicepCompiler? ForSnapshots => All.Count == 0 ? null : All[0];

    /// <summary>Whether the package has a compiler for this machine; then it must be there.</summary>
    public static bool IsPackaged { get; } = OperatingSystem.IsLinux() && RuntimeInformation.OSArchitecture == Architecture.X64;

    /// <summary>Runs the compiler to its end.</summary>
    /// <param name="arguments">What it is asked to do.</param>
    /// <param name="environment">Environment variables beside those of this process; those of azd are taken away first.</param>
    public async Task<BicepResult> RunAsync(IEnumerable<string> arguments, IReadOnlyDictionary<string, string>? environment = null)
    {
        ProcessStartInfo start = new(Program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (string name in start.Environment.Keys.Where(name => name.StartsWith("AZURE_", StringComparison.Ordinal)).ToArray())
        {
            start.Environment.Remove(name);
        }

        // The compiler needs no culture, and a bare machine may have no library for them.
        start.Environment["DOTNET_SYSTEM_GLOBALIZATION_INVARIANT"] = "1";
        foreach ((string name, string value) in environment ?? new Dictionary<string, string>())
        {
            start.Environment[name] = value;
        }

        using Process process = new() { StartInfo = start };
        process.Start();
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        deadline.CancelAfter(Timeout);
        try
        {
            Task<string> output = process.StandardOutput.ReadToEndAsync(deadline.Token);
            Task<string> errors = process.StandardError.ReadToEndAsync(deadline.Token);
            await process.WaitForExitAsync(deadline.Token);
            return new(process.ExitCode, await output, await errors);
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill(entireProcessTree: true);
            }
        }
    }

    private static IEnumerable<BicepCompiler> Find()
    {
        if (Packaged() is { } packaged)
        {
            yield return new("package", packaged);
        }

        string[] folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries);
        if (folders.Select(folder => Path.Combine(folder, "bicep")).FirstOrDefault(File.Exists) is { } own)
        {
            yield return new("PATH", own);
        }
    }

    // The project file writes the folder of the package into the assembly.
    private static string? Packaged()
    {
        string? folder = typeof(BicepCompiler).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().FirstOrDefault(each => each.Key == "BicepCompiler")?.Value;
        return string.IsNullOrEmpty(folder) ? null : Path.Combine(folder, "tools", "bicep");
    }
}

/// <summary>What a run of the compiler came to.</summary>
internal sealed record BicepResult(int Code, string Output, string Errors)
{
    /// <summary>Errors and warnings, one a line. What is only said for information depends on the day: newer API versions appear.</summary>
    public string Findings => string.Join('\n', (Output + "\n" + Errors).Split('\n')
        .Where(line => line.Contains(" : Warning ", StringComparison.Ordinal) || line.Contains(" : Error ", StringComparison.Ordinal)
            || line.StartsWith("ERROR", StringComparison.Ordinal) || line.StartsWith("WARNING", StringComparison.Ordinal)));
}
