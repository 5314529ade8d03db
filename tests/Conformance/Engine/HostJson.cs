using DurableTask.AzureStorage;
using Microsoft.Extensions.Configuration;

namespace Steadfast.Conformance.Tests.Engine;

/// <summary>The host.json of the app, as the Functions host makes settings of it.</summary>
internal static class HostJson
{
    public static IConfiguration Read() => new ConfigurationBuilder().AddJsonFile(Path.Combine(AppContext.BaseDirectory, "host.json")).Build();

    /// <summary>The section of the storage back end.</summary>
    public static IConfigurationSection StorageProvider(IConfiguration hostJson) => hostJson.GetSection("extensions:durableTask:storageProvider");

    /// <summary>The settings that the host gives the back end; what host.json leaves out is as the extension has it (3.18.0).</summary>
    public static AzureStorageOrchestrationServiceSettings Settings(string hub)
    {
        AzureStorageOrchestrationServiceSettings settings = new()
        {
            TaskHubName = hub,
            ThrowExceptionOnInvalidDedupeStatus = true,
            UseSeparateQueueForEntityWorkItems = true,
            MaxConcurrentTaskActivityWorkItems = 10 * Environment.ProcessorCount,
            MaxConcurrentTaskOrchestrationWorkItems = 10 * Environment.ProcessorCount,
            MaxConcurrentTaskEntityWorkItems = 10 * Environment.ProcessorCount,
            ControlQueueBufferThreshold = 256,
            MaxEntityOperationBatchSize = 50,
            UseAppLease = true,
        };
        StorageProvider(Read()).Bind(settings);
        return settings;
    }
}
