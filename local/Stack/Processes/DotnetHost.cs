namespace Steadfast.Local.Stack.Processes;

/// <summary>The <c>dotnet</c> program that belongs to the runtime this process runs on.</summary>
public static class DotnetHost
{
    /// <summary>Full path when it is where an installed runtime has it, else <c>dotnet</c>, to be found on PATH.</summary>
    public static string Path { get; } = Find();

    private static string Find()
    {
        // <root>/shared/Microsoft.NETCore.App/<version>/System.Private.CoreLib.dll
        string folder = System.IO.Path.GetDirectoryName(typeof(object).Assembly.Location)!;
        string candidate = System.IO.Path.GetFullPath(System.IO.Path.Combine(folder, "..", "..", "..", "dotnet"));
        return File.Exists(candidate) ? candidate : "dotnet";
    }
}
