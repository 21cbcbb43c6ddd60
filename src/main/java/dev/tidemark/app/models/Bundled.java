package dev.tidemark.app.models;

import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.FileSystem;
import java.nio.file.FileSystemAlreadyExistsException;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.util.Map;

/** Files and folders that come with Tidemark, inside its jar or beside its classes. */
public final class Bundled {

  private Bundled() {}

  /**
   * To be read like any other path.
   *
   * @param resource absolute name, e.g. {@code /models/newswire}
   */
  public static Path path(String resource) throws IOException {
    URL url = Bundled.class.getResource(resource);
    if (url == null) {
      throw new IllegalStateException("this build of Tidemark carries no " + resource);
    }
    try {
      URI uri = url.toURI();
      return uri.getScheme().equals("jar") ? jar(uri).getPath(resource) : Path.of(uri);
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  private static FileSystem jar(URI uri) throws IOException {
    try {
      return FileSystems.newFileSystem(uri, Map.of());
    } catch (FileSystemAlreadyExistsException e) {
      return FileSystems.getFileSystem(uri);
    }
  }
}
