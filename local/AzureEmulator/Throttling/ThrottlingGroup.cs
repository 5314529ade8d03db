namespace Steadfast.Local.AzureEmulator;

/// <summary>Number of requests that a bucket holds, and that come back each minute.</summary>
internal readonly record struct BucketSize(int RefillPerMinute, int Capacity);

/// <summary>A group of requests that share their limits: one bucket for each resource, one for the whole subscription.</summary>
internal sealed record ThrottlingGroup(string Name, BucketSize PerResource, BucketSize PerSubscription)
{
    public static ThrottlingGroup InstanceUpdate { get; } = new("VMScaleSetVMUpdate", new(4, 12), new(500, 1500));

    public static ThrottlingGroup InstanceDelete { get; } = new("VMScaleSetVMDelete", new(4, 12), new(500, 1500));

    public static ThrottlingGroup SetUpdate { get; } = new("VMScaleSetUpdate", new(4, 12), new(500, 1500));

    public static ThrottlingGroup SetDelete { get; } = new("VMScaleSetDelete", new(4, 12), new(175, 525));

    public static ThrottlingGroup LowCostGet { get; } = new("VMScaleSetLowCostGet", new(12, 36), new(800, 2400));

    public static ThrottlingGroup HighCostGet { get; } = new("VMScaleSetHighCostGet", new(10, 30), new(360, 1080));

    public static ThrottlingGroup InstanceGet { get; } = new("VMScaleSetVMGet", new(12, 36), new(8000, 24000));

    public static ThrottlingGroup OperationGet { get; } = new("VMOperationGet", new(15, 45), new(5000, 15000));
}
