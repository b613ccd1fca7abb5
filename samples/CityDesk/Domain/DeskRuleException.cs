namespace CityDesk.Domain;

/// <summary>A change that the rules of the desk do not allow, with a sentence for the person who tried it.</summary>
public sealed class DeskRuleException(string message) : Exception(message);
