namespace Platform.Plugins.Abstractions;

/// <summary>
/// Gives a method of a contract, or a property of a value that contracts speak of, its number in messages between processes. Without it they are numbered from
/// 1 on, in the order in which they are declared: what is added is then added at the end.
/// </summary>
/// <param name="number">
/// The number. Of the methods of a contract each has another one, from 1 on; of the properties of a value all have one, or none, and they are 1, 2, 3 and so
/// on.
/// </param>
[AttributeUsage(AttributeTargets.Method | AttributeTargets.Property, Inherited = false)]
public sealed class PluginMemberAttribute(int number) : Attribute
{
    /// <summary>The number.</summary>
    public int Number { get; } = number;
}
