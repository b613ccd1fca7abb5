namespace CityDesk.Import.Reading;

/// <summary>A file that cannot be read, or not further, with a sentence for the person who has to mend it.</summary>
internal sealed class DamagedFileException(string message, Exception? inner = null) : Exception(message, inner);
