namespace Steadfast.Local.AzureEmulator;

/// <summary>Makes the machine of an instance, when the scale set is built and whenever it grows.</summary>
public interface IMachineFactory
{
    /// <summary>Makes the machine; it is not started.</summary>
    IMachine Create(MachineSpec spec);
}
